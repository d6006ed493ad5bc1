"""Whether the shards that are at work have made one plan: of what a plan is made, and what differs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.coordination.coordination import Coordination
from conformance.input.complaints import some
from conformance.model.errors import UsageProblem
from conformance.plan.choice import Strategy
from conformance.run.run_facts import RunFacts

Made = Mapping[str, list[str]]
"""Of what a plan was made, by names that users know."""

_GROUP = "shards"
CONTROLLER = "controller"
"""The name of the process, in its run, that joins the others for the whole of it."""

_FOLLOWS = "workers and limits"


@dataclass(frozen=True)
class Selection:
    """Which tests are put into the plan. tests: files and directories, from the project's directory on."""

    tests: tuple[str, ...]
    markers: str
    keywords: str
    deselected: tuple[str, ...]
    no_disruption: bool


def made_of(facts: RunFacts, selection: Selection) -> Made:
    """Of what this run's plan is made, and which tests are put into it; no more than decides what each part does."""
    choice, parts = facts.choice, facts.shard.of if facts.shard else 1
    chosen = choice.model_dump(mode="json", exclude={"classes"}, exclude_defaults=True) | {"strategy": choice.strategy}
    return {
        "hosts": list(facts.planned_hosts),
        "parts": [str(parts)],
        "--strategy": _words(chosen),
        "classes of hosts": sorted(f"{name}: {kind}" for name, kind in choice.classes.items()),
        _FOLLOWS: _side_by_side(facts, parts),
        "tests": sorted(selection.tests),
        "-m": [selection.markers],
        "-k": [selection.keywords],
        "--deselect": sorted(selection.deselected),
        "--no-disruption": [str(selection.no_disruption)],
    }


def _side_by_side(facts: RunFacts, parts: int) -> list[str]:
    if facts.choice.strategy is Strategy.ALL:
        # a formula, which is the same for most numbers of workers
        return [f"{facts.plan.lanes} lanes in {facts.plan.rounds} rounds"]
    return [f"-n {facts.workers // parts}", *_words(facts.budgets.model_dump(mode="json", exclude_defaults=True))]


def mark(made: Made) -> str:
    """The same for plans that are made of the same."""
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:8]


def agree(coordination: Coordination, shard: str, made: Made) -> None:
    """Have the other shards at work know of this one, until the coordination is closed. Of those that have ended nobody knows.

    :raises UsageProblem: a shard that is at work has made another plan
    :raises SuiteFault: the service does not answer
    """
    # one after the other, so that of two that differ the first goes on
    coordination.wait_for(_GROUP)
    try:
        for member, said in coordination.members(_GROUP).items():
            if differ := list(_differences(made, said)):
                run = member.removesuffix(f"-{CONTROLLER}")
                raise UsageProblem(
                    f"--shard {shard}: run {run}, a shard that is running with the same --coordination, has another plan, of other "
                    f"{', '.join(differ)}. Give all parts the same options and profile, or wait for that run to end"
                )
        coordination.join(_GROUP, dict(made))
    finally:
        coordination.give_back(_GROUP)


def _differences(here: Made, there: Made) -> Iterator[str]:
    names = [name for name in here if here[name] != there.get(name)]
    for name in names:
        # which follow from the rest
        if name != _FOLLOWS or names == [_FOLLOWS]:
            others = there.get(name, [])
            yield f"{name} (here {_only(here[name], others)}, there {_only(others, here[name])})"


def _only(these: list[str], those: list[str]) -> str:
    """What only these have."""
    lacking = [one for one in these if one not in set(those)]
    return some(lacking or these) or "nothing"


def _words(fields: Mapping[str, object]) -> list[str]:
    return [f"{name} {value if isinstance(value, str) else json.dumps(value, sort_keys=True)}" for name, value in sorted(fields.items())]
