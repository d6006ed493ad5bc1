"""One test a compute host, or an ordered pair of them, as discovered."""

from typing import Any

import pytest

from conformance.model.invariant import Scope
from conformance.plugin.facts import facts_of
from conformance.run.invariants import names
from conformance.run.skips import too_few_hosts, why_skip

_NO_CLOUD = "no cloud to test: give --os-cloud"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise over hosts, pairs and invariants by plain strings, so that ids and Allure's history stay the same from run to run."""
    facts = facts_of(metafunc.config)
    if "invariant" in metafunc.fixturenames and metafunc.definition.get_closest_marker("invariant"):
        metafunc.parametrize("invariant", names(Scope.HOST if "compute_host" in metafunc.fixturenames else Scope.CLOUD))
    if "compute_host" in metafunc.fixturenames:
        hosts = facts.site.hosts if facts else ()
        params = [_param(host.name, why_skip(facts.site, host.name)) for host in hosts] if facts else []
        _parametrize(metafunc, "compute_host", params, _NO_CLOUD)
    if "host_pair" in metafunc.fixturenames:
        pairs = facts.site.pairs if facts else ()
        params = [_param(pair.id, why_skip(facts.site, pair.source, pair.destination)) for pair in pairs] if facts else []
        _parametrize(metafunc, "host_pair", params, too_few_hosts(facts.site) if facts else _NO_CLOUD)


def _param(id: str, skip: str | None) -> Any:
    return pytest.param(id, id=id, marks=[pytest.mark.skip(reason=skip)] if skip else [])


def _parametrize(metafunc: pytest.Metafunc, name: str, params: list[Any], why_none: str) -> None:
    none = pytest.param(None, id="none", marks=pytest.mark.skip(reason=why_none))
    metafunc.parametrize(name, params or [none], indirect=True)
