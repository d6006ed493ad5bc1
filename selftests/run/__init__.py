"""Self-tests of conformance.run."""
