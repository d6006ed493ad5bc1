"""From a failed operation to its documented cause."""
