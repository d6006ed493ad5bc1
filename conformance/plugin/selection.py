"""--no-disruption: only what looks is run."""

import pytest

from conformance.plugin.facts import facts_of


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect every test that is no invariant."""
    if facts_of(config) is None or not config.getoption("no_disruption"):
        return
    looking = [item for item in items if item.get_closest_marker("invariant")]
    config.hook.pytest_deselected(items=[item for item in items if item not in looking])
    items[:] = looking
