"""Acceptance of a compute host: whether it may be enabled."""
