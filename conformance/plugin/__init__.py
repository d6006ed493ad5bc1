"""The pytest plugin. Without --os-cloud it does nothing."""

pytest_plugins = [
    "conformance.plugin.options",
    "conformance.plugin.session",
    "conformance.plugin.resuming",
    "conformance.plugin.orphans",
    "conformance.plugin.ending",
    "conformance.plugin.guarding",
    "conformance.plugin.parameters",
    "conformance.plugin.selection",
    "conformance.plugin.order",
    "conformance.plugin.planning",
    "conformance.plugin.outcome",
    "conformance.plugin.clean_output",
    "conformance.plugin.backstop",
    "conformance.plugin.fixtures",
    "conformance.plugin.invariant_fixtures",
    "conformance.plugin.reporting",
    "conformance.plugin.completeness",
    "conformance.plugin.progress",
]
