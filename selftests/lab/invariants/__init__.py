"""Tests of the invariants that are broken in the lab."""
