"""Nodes whose first process is systemd: what is written for them, and how their units are started and stopped."""
