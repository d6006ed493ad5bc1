"""Runs of the suites over the lab."""
