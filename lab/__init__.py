"""The embedded cloud: a real OpenStack on this machine, with several compute hosts."""
