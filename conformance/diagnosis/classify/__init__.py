"""From evidence to a verdict: pure, offline, linear in the evidence."""
