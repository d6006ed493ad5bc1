"""Patterns of causes, and the lines that they are matched against."""
