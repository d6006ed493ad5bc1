"""What a run prints: its plan, its progress, and the end of the terminal's output."""
