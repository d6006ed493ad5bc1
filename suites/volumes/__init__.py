"""What every compute host, and every ordered pair of them, must be able to do with volumes."""
