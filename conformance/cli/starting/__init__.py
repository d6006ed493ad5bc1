"""Commands that somebody who has installed the package begins with."""
