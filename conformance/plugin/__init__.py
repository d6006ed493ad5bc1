"""The pytest plugin: a module for each of pytest's phases. Without --os-cloud it does nothing."""

pytest_plugins = [
    "conformance.plugin.options",
    "conformance.plugin.session",
    "conformance.plugin.collection",
    "conformance.plugin.xdist",
    "conformance.plugin.running",
    "conformance.plugin.fixtures",
    "conformance.plugin.reporting",
    "conformance.plugin.known",
]
