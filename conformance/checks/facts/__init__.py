"""Facts of compute hosts: gathered by small shell programs, in one go a host, and kept for the whole run."""
