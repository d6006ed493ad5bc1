"""A test that hangs ends at some time, by pytest-timeout, though never before its own waits have had their time."""

import pytest

from conformance.plugin.facts import facts_of

_WAITS_OF_ONE_KIND = 3
"""A test waits at most so often for the same thing."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Set a timeout that is longer than all of a test's waits together, unless the user has set one."""
    facts = facts_of(config)
    if facts is None or config.getoption("timeout", None) is not None:
        return
    budgets = facts.target.profile.timeouts.model_dump().values()
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(_WAITS_OF_ONE_KIND * sum(budgets)))
