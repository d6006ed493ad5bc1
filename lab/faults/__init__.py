"""Faults that are provoked in the lab for real: what breaks, what it must be called, and how all of it is undone."""
