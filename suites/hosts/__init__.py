"""What must hold on every compute host before any instance is moved."""
