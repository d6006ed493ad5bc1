"""What compute hosts and the services on them say of an operation: read there, filtered there, in one round trip a host."""
