"""What runs of the suite take, beside the least that they can take, and beside Tempest: `make bench`."""
