"""Where instances and images are kept."""
