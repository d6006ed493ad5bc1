"""Self-tests of what is there for upgrades."""
