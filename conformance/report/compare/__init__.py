"""A run compared with an earlier one of the same cloud: what regressed, what is fixed, what is slower, and what changed beside it."""
