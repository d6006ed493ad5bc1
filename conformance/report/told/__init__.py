"""What other systems are told of a run: metrics for Prometheus, and one message to a webhook."""
