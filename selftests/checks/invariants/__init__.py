"""Tests of the host invariants."""
