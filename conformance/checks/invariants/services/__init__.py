"""The services of compute hosts, and what they need."""
