"""Order and distribution of tests: lane by lane, each lane a chain that one server can follow. Costs depend on it, results do not."""

from collections.abc import Sequence

import pytest

from conformance.checks.predict import predict
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.operation import MIGRATIONS, OperationKind
from conformance.model.prediction import Expected
from conformance.model.site import Site
from conformance.plan.place import Plan
from conformance.plugin.options import MARKERS, PREDICTED_FAILURES_FIRST, VOLUMES, main_operation
from conformance.plugin.state import LANE, all_hosts
from conformance.run.run_facts import RunFacts

Phase = tuple[bool, str]
"""A kind of tests: whether its servers have volumes, and the marker of its operation."""

_PHASES: tuple[Phase, ...] = tuple((volumes, marker) for volumes in (False, True) for marker in MARKERS)
"""The kinds of tests in the order in which a lane does them; tests of no kind (those of hosts alone) come before. What is done with
servers that have volumes comes after all else: a worker then needs one server at a time."""

_CHAINS: tuple[Phase, ...] = tuple((volumes, kind.marker) for volumes in (False, True) for kind in MIGRATIONS)
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


Turns = dict[pytest.Item, Turn]


def turns_of(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> Turns:
    """The turn of each test of this run, or of one of its shards."""
    early = _foreseen_to_fail(config, facts, items)
    done = {phase for item in items if (phase := _phase(item))}
    chains = [phase for phase in _CHAINS if phase in done]
    return {item: turn_of(item, facts.plan, chains, facts.site).model_copy(update={"early": item in early}) for item in items}


def put_in_order(items: list[pytest.Item], turns: Turns) -> None:
    """Sort the tests by their turns, and have each know its lane."""
    items.sort(key=lambda item: (turns[item].lane >= 0, not turns[item].early, turns[item].lane, turns[item].phase, turns[item].step))
    for item in items:
        item.stash[LANE] = turns[item].scope


def _phase(item: pytest.Item) -> Phase | None:
    kind = main_operation(item)
    return (item.get_closest_marker(VOLUMES) is not None, kind) if kind else None


def turn_of(item: pytest.Item, plan: Plan, chains: Sequence[Phase], site: Site) -> Turn:
    """The turn of a test, by its host or pair and the last of its operations.

    :param chains: the kinds of tests of this run that follow a chain
    """
    kind = _phase(item)
    phase = _PHASES.index(kind) + 1 if kind else 0
    params = getattr(getattr(item, "callspec", None), "params", {})
    done = sum(1 for chain in chains if _PHASES.index(chain) + 1 < phase)
    try:
        if params.get("host_pair"):
            place = plan.place_of_pair(site.pair(params["host_pair"]), done)
        elif params.get("compute_host"):
            place = plan.place_of_host(params["compute_host"], done)
        else:
            return Turn(lane=-1, phase=phase, step=0)
    except ValueError:
        return Turn(lane=_LAST, phase=phase, step=0)
    return Turn(lane=place.lane, phase=phase, step=place.step)


def _foreseen_to_fail(config: pytest.Config, facts: RunFacts, items: list[pytest.Item]) -> set[pytest.Item]:
    """The tests whose pairs come first: those that are predicted to fail, where that is the order.

    Before any test begins, all facts are gathered from which pairs are predicted, as the cloud is then as it was found.
    """
    moved = {item: kind for item in items for kind in MIGRATIONS if item.get_closest_marker(kind.marker)}
    wanted = PREDICTED_FAILURES_FIRST in {config.getoption("order"), config.getoption("strategy")}
    if not (facts.run_id or (wanted and config.getoption("plan"))):
        return set()
    if not (moved or any(item.get_closest_marker("invariant") for item in items)):
        return set()
    try:
        hosts = all_hosts(config, facts)
    except (SuiteFault, UsageProblem):
        # those whose facts are asked for say so; a pair can do without its prediction
        return set()
    if not wanted:
        return set()

    def fails(item: pytest.Item, kind: OperationKind) -> bool:
        id = item.callspec.params["host_pair"]  # type: ignore[attr-defined]
        if id is None:
            return False
        pair = facts.site.pair(id)
        if not {pair.source, pair.destination} <= set(facts.planned_hosts):
            return False
        return predict(kind, hosts.of(pair.source), hosts.of(pair.destination)).expected is Expected.FAILS

    return {item for item, kind in moved.items() if fails(item, kind)}
