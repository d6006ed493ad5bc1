"""The way that guests take between hosts."""
