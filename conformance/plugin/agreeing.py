"""Whether the shards that are at work have made one plan: of what a plan is made, and what differs."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from conformance.model.errors import UsageProblem
from conformance.plugin.coordinating import coordinated, coordination_url
from conformance.plugin.facts import RunFacts
from conformance.run.coordination import Coordination
from conformance.run.plan.choice import Strategy, make_plan
from conformance.site.complaints import some

Made = Mapping[str, list[str]]
"""Of what a plan was made, by names that users know."""

_GROUP = "shards"
_CONTROLLER = "controller"
_FOLLOWS = "workers and limits"


def made_of(config: pytest.Config, facts: RunFacts) -> Made:
    """Of what this run's plan is made, and which tests are put into it; no more than decides what each part does."""
    choice, parts, option = facts.choice, facts.shard.of if facts.shard else 1, config.option
    chosen = choice.model_dump(mode="json", exclude={"classes"}, exclude_defaults=True) | {"strategy": choice.strategy}
    return {
        "hosts": list(facts.planned_hosts),
        "parts": [str(parts)],
        "--strategy": _words(chosen),
        "classes of hosts": sorted(f"{name}: {kind}" for name, kind in choice.classes.items()),
        _FOLLOWS: _side_by_side(facts, parts),
        "tests": sorted(_below(config, place) for place in config.args),
        "-m": [option.markexpr],
        "-k": [option.keyword],
        "--deselect": sorted(option.deselect or []),
        "--no-disruption": [str(option.no_disruption)],
    }


def _side_by_side(facts: RunFacts, parts: int) -> list[str]:
    if facts.choice.strategy is Strategy.ALL:
        # a formula, which is the same for most numbers of workers
        plan = make_plan(facts.choice, facts.planned_hosts, facts.budgets, facts.workers)
        return [f"{plan.lanes} lanes in {plan.rounds} rounds"]
    return [f"-n {facts.workers // parts}", *_words(facts.budgets.model_dump(mode="json", exclude_defaults=True))]


def mark(made: Made) -> str:
    """The same for plans that are made of the same."""
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:8]


def check_coordination(config: pytest.Config, facts: RunFacts) -> None:
    """See that the service is there, before anything is created; and have the other shards know of this one until the session ends.

    Of those that have ended nobody knows: a plan may be another every night.

    :raises UsageProblem: it is not there, or a shard that is at work has made another plan
    :raises SuiteFault: it does not answer
    """
    if not coordination_url(config) or not facts.run_id:
        return
    with ExitStack() as stack:
        coordination = stack.enter_context(coordinated(config, facts, _CONTROLLER))
        if facts.shard is not None:
            _agree(coordination, str(facts.shard), made_of(config, facts))
            config.add_cleanup(stack.pop_all().close)


def _agree(coordination: Coordination, shard: str, made: Made) -> None:
    # one after the other, so that of two that differ the first goes on
    coordination.wait_for(_GROUP)
    try:
        for member, said in coordination.members(_GROUP).items():
            if differ := list(_differences(made, said)):
                run = member.removesuffix(f"-{_CONTROLLER}")
                raise UsageProblem(
                    f"--shard {shard}: run {run}, a part at work with the same --coordination, has made another plan, of other "
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


def _below(config: pytest.Config, place: str) -> str:
    """A path of tests as every machine has it: from the directory of pyproject.toml on."""
    path, separator, test = place.partition("::")
    return os.path.relpath(config.invocation_params.dir / path, config.rootpath) + separator + test
