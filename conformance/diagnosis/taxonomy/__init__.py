"""The documented causes, read from their files."""
