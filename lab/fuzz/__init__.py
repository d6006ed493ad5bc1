"""Faults that are drawn from a grammar instead of a list: what the suite says of what nobody wrote a cause for."""
