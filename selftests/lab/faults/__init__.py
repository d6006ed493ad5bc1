"""Faults of the lab."""
