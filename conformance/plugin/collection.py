"""What is run: a test for each host and ordered pair, those that the options leave, in their order."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.checks.invariants import names
from conformance.checks.skips import too_few_hosts, why_no_choice, why_no_volumes, why_skip, why_too_full
from conformance.installation import SUITES
from conformance.model.errors import UsageProblem
from conformance.model.hosts import HostPair
from conformance.model.invariant import Scope
from conformance.model.operation import SPECS, OperationKind
from conformance.plan.choice import Strategy
from conformance.plugin.block_storage import hosts_that_name_it
from conformance.plugin.options import VOLUMES, main_operation, only_looks, operations_of
from conformance.plugin.order import Turns, put_in_order, turns_of
from conformance.plugin.state import facts_of, is_worker
from conformance.plugin.xdist import tell_lanes, tell_refusal
from conformance.report.outcomes import Outcomes
from conformance.run.run_facts import RunFacts
from conformance.target import Target

_NO_CLOUD = "no cloud to test: give --os-cloud"

_WAITS_OF_ONE_KIND = 3
"""A test waits at most so often for the same thing."""


_CANARIES = SUITES / "canaries"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests of canaries are run for an upgrade, where there are some."""
    ours = collection_path.name == _CANARIES.name and collection_path.resolve() == _CANARIES
    return True if ours and config.getoption("canaries") is None else None


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
        params = [_param(pair.id, why_skip(facts.site, pair.source, pair.destination)) for pair in _pairs(facts)] if facts else []
        _parametrize(metafunc, "host_pair", params, too_few_hosts(facts.site) if facts else _NO_CLOUD)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """After -k and -m: skip what cannot be done, leave out what is not to be done, and put the rest in order."""
    facts = facts_of(config)
    if facts is None:
        return
    _skip_what_disturbs_full_hosts(facts, items)
    _skip_volumes(config, facts, items)
    _deselect_finished(config, facts, items)
    _deselect_disruption(config, items)
    turns = turns_of(config, facts, items)
    _deselect_other_shards(config, facts, items, turns)
    put_in_order(items, turns)
    if facts.run_id:
        tell_lanes(config, facts, {item.nodeid: turns[item].scope for item in items})
    _limit_time(config, facts, items)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What is selected is known now, and nothing was created yet: see that a production cloud allows it.

    In a worker this comes before pytest-xdist sends the controller what was collected (tryfirst): that it is refused is known by then,
    whatever other workers do, and this worker has nothing to run.

    :raises pytest.UsageError: it is more than a production profile allows. With workers, the controller raises it.
    """
    config = session.config
    facts = facts_of(config)
    if facts is None or not facts.run_id:
        return
    try:
        refuse(facts.target, session.items)
    except UsageProblem as problem:
        if not is_worker(config):
            raise pytest.UsageError(str(problem)) from problem
        session.items.clear()
        tell_refusal(config, facts, str(problem))


def refuse(target: Target, items: Iterable[pytest.Item]) -> None:
    """See that a run does nothing that is not allowed: every operation that a test is marked with must be. What only looks always is.

    :raises UsageProblem: it would
    """
    production = target.profile.production
    if production is None:
        return
    would = {what for item in items if not item.get_closest_marker("skip") for what in _what(item)}
    if wrong := sorted(would - set(production.allow)):
        allowed = ", ".join(production.allow) or "invariants only (--no-disruption)"
        raise UsageProblem(
            f"profile {target.profile_name} is marked production and allows {allowed}: this run would also do {', '.join(wrong)}. "
            "Select less with -m, give --no-disruption, or have production.allow name it"
        )


def _what(item: pytest.Item) -> tuple[str, ...]:
    """All operations that a test is marked with. One that has none, and does not say that it only looks, could do anything."""
    if only_looks(item):
        return ()
    return operations_of(item) or (f"{item.name} (which has no marker of an operation)",)


def _pairs(facts: RunFacts) -> Iterator[HostPair]:
    """Those of the plan; and those that would be in it if one of their hosts took part: their tests say why it does not."""
    if facts.choice.strategy not in {Strategy.ALL, Strategy.CHANGED_HOSTS}:
        yield from facts.plan.pairs()
        return
    yield from (pair for pair in facts.site.pairs if facts.choice.takes_pair(pair))


def _param(id: str, skip: str | None) -> Any:
    return pytest.param(id, id=id, marks=[pytest.mark.skip(reason=skip)] if skip else [])


def _parametrize(metafunc: pytest.Metafunc, name: str, params: list[Any], why_none: str) -> None:
    none = pytest.param(None, id="none", marks=pytest.mark.skip(reason=why_none))
    metafunc.parametrize(name, params or [none], indirect=True)


def _skip_what_disturbs_full_hosts(facts: RunFacts, items: list[pytest.Item]) -> None:
    """Skip what would be done on hosts that are too full to be disturbed, and what Nova picks the host of where it could pick another's."""
    for item in items:
        if only_looks(item):
            continue
        main = main_operation(item)
        picks = main is not None and SPECS[OperationKind[main.upper()]].picks_host
        why = why_too_full(facts.without_room, *_hosts(item, facts)) or (why_no_choice(facts.site, f"a {main}") if picks else None)
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


def _skip_volumes(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> None:
    """Skip what needs block storage where the cloud has none; where hosts are configured to use some, the tests say what is missing."""
    with_volumes = [item for item in items if item.get_closest_marker(VOLUMES)]
    if not with_volumes or facts.site.block_storage:
        return
    why = why_no_volumes(facts.site, hosts_that_name_it(config, facts))
    for item in with_volumes:
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


def _hosts(item: pytest.Item, facts: RunFacts) -> tuple[str, ...]:
    params = getattr(getattr(item, "callspec", None), "params", {})
    if params.get("host_pair"):
        pair = facts.site.pair(params["host_pair"])
        return pair.source, pair.destination
    return (params["compute_host"],) if params.get("compute_host") else ()


def _deselect_finished(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> None:
    """--resume: what the earlier run has finished."""
    if facts.resumed is not None:
        finished = Outcomes(facts.resumed).finished()
        _deselect(config, items, {item for item in items if item.nodeid in finished})


def _deselect_disruption(config: pytest.Config, items: list[pytest.Item]) -> None:
    """--no-disruption: every test that is no invariant, or is marked with an operation, too."""
    if config.getoption("no_disruption"):
        _deselect(config, items, {item for item in items if not only_looks(item)})


def _deselect_other_shards(config: pytest.Config, facts: RunFacts, items: list[pytest.Item], turns: Turns) -> None:
    """--shard: what other shards do. Each does whole lanes."""
    if facts.shard is not None:
        of, number = facts.shard.of, facts.shard.number - 1
        _deselect(config, items, {item for item in items if turns[item].lane % of != number})


def _deselect(config: pytest.Config, items: list[pytest.Item], others: set[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if item in others])
    items[:] = [item for item in items if item not in others]


def _limit_time(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> None:
    """Have a test that hangs end at some time, by pytest-timeout, after all of its waits together; unless the user has set a time."""
    if config.getoption("timeout", None) is not None:
        return
    budgets = facts.target.profile.timeouts.model_dump().values()
    for item in items:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(_WAITS_OF_ONE_KIND * sum(budgets)))
