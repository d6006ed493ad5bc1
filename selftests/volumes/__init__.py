"""Volumes over the fake cloud: what is done with them, what is claimed of them, and how they are removed."""
