"""--no-disruption: only what looks is run."""

import pytest

from conformance.plugin.facts import facts_of
from conformance.plugin.markers import only_looks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect every test that is no invariant, or is marked with an operation, too."""
    if facts_of(config) is None or not config.getoption("no_disruption"):
        return
    looking = [item for item in items if only_looks(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in looking])
    items[:] = looking
