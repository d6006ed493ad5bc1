"""One test a compute host, or an ordered pair of them, as discovered and chosen."""

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.model.hosts import HostPair
from conformance.model.invariant import Scope
from conformance.plugin.choosing import plan_of
from conformance.plugin.facts import RunFacts, facts_of
from conformance.plugin.markers import only_looks
from conformance.run.invariants import names
from conformance.run.plan.choice import Strategy
from conformance.run.skips import too_few_hosts, why_skip

_NO_CLOUD = "no cloud to test: give --os-cloud"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise over hosts, pairs and invariants by plain strings, so that ids and Allure's history stay the same from run to run."""
    facts = facts_of(metafunc.config)
    is_invariant = metafunc.definition.get_closest_marker("invariant") is not None
    if "invariant" in metafunc.fixturenames and is_invariant:
        metafunc.parametrize("invariant", names(Scope.HOST if "compute_host" in metafunc.fixturenames else Scope.CLOUD))
    if "compute_host" in metafunc.fixturenames:
        # what only looks at hosts looks at all of them
        all_of_them = only_looks(metafunc.definition)
        hosts = [host.name for host in facts.site.hosts if all_of_them or facts.choice.takes(host.name)] if facts else []
        params = [_param(host, why_skip(facts.site, host)) for host in hosts] if facts else []
        _parametrize(metafunc, "compute_host", params, _NO_CLOUD)
    if "host_pair" in metafunc.fixturenames:
        pairs = _pairs(metafunc.config, facts) if facts else ()
        params = [_param(pair.id, why_skip(facts.site, pair.source, pair.destination)) for pair in pairs] if facts else []
        _parametrize(metafunc, "host_pair", params, too_few_hosts(facts.site) if facts else _NO_CLOUD)


def _pairs(config: pytest.Config, facts: RunFacts) -> Iterator[HostPair]:
    """Those of the plan; and those that would be in it if one of their hosts took part: their tests say why it does not."""
    plan = plan_of(config)
    if plan is None:
        return
    if facts.choice.strategy not in {Strategy.ALL, Strategy.CHANGED_HOSTS}:
        yield from plan.pairs()
        return
    yield from (pair for pair in facts.site.pairs if facts.choice.takes_pair(pair))


def _param(id: str, skip: str | None) -> Any:
    return pytest.param(id, id=id, marks=[pytest.mark.skip(reason=skip)] if skip else [])


def _parametrize(metafunc: pytest.Metafunc, name: str, params: list[Any], why_none: str) -> None:
    none = pytest.param(None, id="none", marks=pytest.mark.skip(reason=why_none))
    metafunc.parametrize(name, params or [none], indirect=True)
