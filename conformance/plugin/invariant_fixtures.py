"""Fixtures of the host invariants."""
