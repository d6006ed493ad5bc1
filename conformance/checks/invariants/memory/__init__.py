"""Memory for guests and for the host."""
