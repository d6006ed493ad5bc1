"""Self-tests of conformance.plugin."""
