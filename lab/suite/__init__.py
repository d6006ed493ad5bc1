"""Runs of the suites over the lab, as their users start them, and what their results say."""
