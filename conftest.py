"""Loads the suite's own pytest plugin."""

pytest_plugins = ["conformance.plugin"]
