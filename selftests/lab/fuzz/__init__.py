"""Faults that are drawn."""
