"""What is claimed about a cloud."""
