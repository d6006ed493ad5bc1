"""The trial of one group: all of its invariants hold before, are reported as violated with the right host named, and hold again."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from lab.errors import LabError
from lab.faults.fault import Fault, FaultGroup, FaultPlace, NamedFault
from lab.faults.injection import inject, inject_into, recover
from lab.faults.target import FaultTarget
from lab.invariants.groups import ShownInvariant
from lab.layout import CONTROL, Layout, is_compute
from lab.nodes.node import Node, running_nodes
from lab.suite.invariant_results import InvariantResults, look_at
from lab.suite.runner import SuiteRunner

Tell = Callable[[str], None]


def try_group(
    layout: Layout, group: FaultGroup, wanted: Sequence[ShownInvariant], runner: SuiteRunner, tell: Tell
) -> dict[str, dict[str, str]]:
    """What was seen of each invariant of the group: how it was before, broken and recovered, and whether that is as it must be.

    :raises LabError: the lab is not as it must be, or something could not be broken or recovered
    """
    together = list(dict.fromkeys(one.named.name for one in wanted))
    members = [next(one.named for one in wanted if one.named.name == name) for name in together]
    place = members[0].fault.place
    node = _target(layout, place)
    names = [one.invariant for one in wanted]
    within = max(one.violation.within for one in wanted)
    broken, given = f"group-{group}", f"group-{group}-given"

    def well(results: InvariantResults) -> bool:
        return all(_is_well(one, results, node) for one in wanted)

    tell(f"{group}: {', '.join(names)}, by {', '.join(together)}")
    try:
        inject(_together(given, place, [one.fault.given for one in members if one.fault.given]), node)
        before = _look(runner, names, within, well)
        inject(_together(broken, place, [_injection(one) for one in members]), node)
        after = _look(runner, names, within, lambda results: all(_own_failure(one, results, node) for one in wanted))
        recover(layout, broken, node.name)
        recovered = _look(runner, names, within, well)
    finally:
        for name in (broken, given):
            with suppress(LabError):
                recover(layout, name, node.name)
    return {one.invariant: _seen(one, node, before, after, recovered) for one in wanted}


def _target(layout: Layout, place: FaultPlace) -> Node:
    """The control node, or the last compute host: of two that differ the first by name is taken to be right."""
    nodes = {node.name: node for node in running_nodes(layout)}
    hosts = sorted(filter(is_compute, nodes))
    if CONTROL not in nodes or len(hosts) < 3:
        raise LabError("three compute hosts are needed, so that an odd one is told from most: `python -m lab up --hosts 3`")
    return nodes[CONTROL if place is FaultPlace.CONTROL else hosts[-1]]


def _injection(named: NamedFault) -> Callable[[FaultTarget], None]:
    return lambda target: inject_into(target, named)


def _together(name: str, place: FaultPlace, steps: Iterable[Callable[[FaultTarget], None]]) -> NamedFault:
    def do(target: FaultTarget) -> None:
        for step in steps:
            step(target)

    return NamedFault(name, "", Fault(title=name, inject=do, place=place))


def _look(runner: SuiteRunner, names: Sequence[str], within: float, is_enough: Callable[[InvariantResults], bool]) -> InvariantResults:
    """Run the invariants until they say enough, or that many seconds are over."""
    deadline = time.monotonic() + within
    while True:
        results = look_at(runner, names)
        if is_enough(results) or time.monotonic() > deadline:
            return results


def _is_well(one: ShownInvariant, results: InvariantResults, node: Node) -> bool:
    return results.is_well(one.invariant, node.name, "skipped" if one.violation.skipped_when_well else "passed")


def _own_failure(one: ShownInvariant, results: InvariantResults, node: Node) -> str | None:
    """What the invariant said of that node; not what it says of a host that gives no answer, or of another one."""
    return results.own_failure(one.invariant, None if node.name == CONTROL else node.name)


def _seen(
    one: ShownInvariant, node: Node, before: InvariantResults, broken: InvariantResults, recovered: InvariantResults
) -> dict[str, str]:
    failure = _own_failure(one, broken, node)
    well = _is_well(one, before, node) and _is_well(one, recovered, node)
    return {
        "before": before.words(one.invariant),
        "fault": one.named.name,
        "broken": failure or broken.words(one.invariant),
        "recovered": recovered.words(one.invariant),
        "seen": "yes" if well and failure else "no",
    }
