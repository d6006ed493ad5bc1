"""Chaos: runs of the suites are killed at any moment, or meet faults of the APIs. Drives both, as their user."""
