"""What is there for upgrades: canaries, and the gate before, between and after an upgrade's steps."""
