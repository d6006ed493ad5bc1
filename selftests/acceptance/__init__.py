"""Self-tests of what is there for the acceptance of a host."""
