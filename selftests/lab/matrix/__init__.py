"""The matrix of faults."""
