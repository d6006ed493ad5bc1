"""What may be done with an instance where it is, on every compute host."""
