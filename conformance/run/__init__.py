"""A run, from what its options ask for to its end: its place, its target, its facts, its locks, its sweep."""
