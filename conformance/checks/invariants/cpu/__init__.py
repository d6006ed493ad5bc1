"""Processors: what guests see of them, and what they are pinned to."""
