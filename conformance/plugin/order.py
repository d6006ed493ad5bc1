"""Order and distribution of tests: lane by lane, each lane a chain that one server can follow. Costs depend on it, results do not."""

import json
from typing import Any

import pytest

from conformance.model.base import Noun
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected
from conformance.plugin.facts import RunFacts, facts_of
from conformance.plugin.gathering import all_hosts
from conformance.plugin.options import MARKERS
from conformance.run.plan import place_of_host, place_of_pair
from conformance.run.predict import MIGRATIONS, predict

_PHASES = tuple(MARKERS)
"""The kinds of tests in the order in which a lane does them; tests of no kind (those of hosts alone) come before."""

_CHAINS = ("live_migration", "cold_migration")
"""The kinds that follow a chain over hosts, each starting where the one before ended."""

_LAST = 1_000_000
"""After all lanes: tests of hosts that are not in the plan, which will skip or error."""


class Turn(Noun):
    """When a test's turn comes: lane by lane, in it phase by phase, and in that step by step. early: before all others of their lanes."""

    lane: int
    phase: int
    step: int
    early: bool = False

    @property
    def scope(self) -> str:
        """What must stay on one worker."""
        return f"{'early' if self.early else 'lane'}-{self.lane}"


LANE = pytest.StashKey[str]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort what is left after -k and -m, and let the controller know which test is of which lane."""
    facts = facts_of(config)
    if facts is None:
        return
    early = _foreseen_to_fail(config, facts, items)
    turns = {item: turn_of(item, facts).model_copy(update={"early": item in early}) for item in items}
    items.sort(key=lambda item: (turns[item].lane >= 0, not turns[item].early, turns[item].lane, turns[item].phase, turns[item].step))
    for item in items:
        item.stash[LANE] = turns[item].scope
    if facts.run_id:
        _write_lanes(facts, {item.nodeid: turns[item].scope for item in items}, getattr(config, "workerinput", {}).get("workerid", "main"))


def turn_of(item: pytest.Item, facts: RunFacts) -> Turn:
    """The turn of a test, by its host or pair and its marker."""
    kind = next((name for name in _PHASES if item.get_closest_marker(name)), None)
    phase = _PHASES.index(kind) + 1 if kind else 0
    params = getattr(getattr(item, "callspec", None), "params", {})
    hosts = facts.planned_hosts
    try:
        if params.get("host_pair"):
            pair = next(pair for pair in facts.site.pairs if pair.id == params["host_pair"])
            place = place_of_pair(pair, hosts, _CHAINS.index(kind) if kind in _CHAINS else 0)
        elif params.get("compute_host"):
            place = place_of_host(params["compute_host"], hosts)
        else:
            return Turn(lane=-1, phase=phase, step=0)
    except ValueError:
        return Turn(lane=_LAST, phase=phase, step=0)
    return Turn(lane=place.lane, phase=phase, step=place.step)


def _foreseen_to_fail(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> set[pytest.Item]:
    """The tests whose pairs come first: those that are predicted to fail, where that is the strategy.

    Before any test begins, all facts are gathered from which pairs are predicted, as the cloud is then as it was found.
    """
    moved = {item: kind for item in items for kind in MIGRATIONS if item.get_closest_marker(kind.value.replace("-", "_"))}
    if not facts.run_id or not (moved or any(item.get_closest_marker("invariant") for item in items)):
        return set()
    try:
        hosts = all_hosts(config, facts)
    except (SuiteFault, UsageProblem):
        # those whose facts are asked for say so; a pair can do without its prediction
        return set()
    if config.getoption("strategy") != "predicted-failures-first":
        return set()

    def fails(item: pytest.Item, kind: OperationKind) -> bool:
        pair = next((pair for pair in facts.site.pairs if pair.id == item.callspec.params["host_pair"]), None)  # type: ignore[attr-defined]
        if pair is None or not {pair.source, pair.destination} <= set(facts.planned_hosts):
            return False
        return predict(kind, hosts.of(pair.source), hosts.of(pair.destination)).expected is Expected.FAILS

    return {item for item, kind in moved.items() if fails(item, kind)}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep each lane on one worker. Only workers collect, so what is of which lane is read from what they wrote."""
    facts = facts_of(config)
    if facts is None:
        return None
    from conformance.plugin.scheduling import LaneScheduling  # xdist may not be there where this hook is never called

    return LaneScheduling(config, log, facts.run_dir)


def _write_lanes(facts: RunFacts, lanes: dict[str, str], worker: str) -> None:
    # every worker writes the same; a rename, so that nobody reads half of it
    new = facts.run_dir / f".plan-{worker}.json"
    new.write_text(json.dumps(lanes, indent=1))
    new.replace(facts.run_dir / "plan.json")
