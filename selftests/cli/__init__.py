"""Self-tests of conformance.cli."""
