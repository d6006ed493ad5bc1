"""What other systems are told of a run."""
