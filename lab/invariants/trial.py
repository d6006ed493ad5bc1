"""One group: all that it breaks holds before, is seen to fail with the right host named, and holds again."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from lab.errors import LabError
from lab.faults.fault import Fault, FaultPlace, NamedFault
from lab.faults.injection import inject, recover
from lab.faults.target import FaultTarget
from lab.invariants.breakage import FaultGroup, NamedBreakage
from lab.invariants.outcome import Said, Suite
from lab.layout import CONTROL, Layout
from lab.nodes.node import Node, running_nodes

Tell = Callable[[str], None]


def try_group(layout: Layout, which: FaultGroup, wanted: Sequence[NamedBreakage], suite: Suite, tell: Tell) -> dict[str, dict[str, str]]:
    """What was seen of each invariant of the group: how it was before, broken and recovered, and whether that is as it must be.

    :raises LabError: the lab is not as it must be, or something could not be broken or recovered
    """
    place = wanted[0].breakage.place
    node = _target(layout, place)
    names = [one.invariant for one in wanted]
    patience = max(one.breakage.patience for one in wanted)
    broken, given = f"against-{which}", f"against-{which}-given"

    def well(said: Said) -> bool:
        return all(_is_well(one, said, node) for one in wanted)

    tell(f"{which}: {', '.join(names)}")
    try:
        inject(_together(given, place, [one.breakage.given for one in wanted if one.breakage.given]), node)
        before = _look(suite, names, patience, well)
        inject(_together(broken, place, [one.breakage.inject for one in wanted]), node)
        after = _look(suite, names, patience, lambda said: all(_own_failure(one, said, node) for one in wanted))
        recover(layout, broken, node.name)
        recovered = _look(suite, names, patience, well)
    finally:
        for name in (broken, given):
            with suppress(LabError):
                recover(layout, name, node.name)
    return {one.invariant: _seen(one, node, before, after, recovered) for one in wanted}


def _target(layout: Layout, place: FaultPlace) -> Node:
    """The control node, or the last compute host: of two that differ the first by name is taken to be right."""
    nodes = {node.name: node for node in running_nodes(layout)}
    hosts = sorted(set(nodes) - {CONTROL})
    if CONTROL not in nodes or len(hosts) < 3:
        raise LabError("three compute hosts are needed, so that an odd one is told from most: `python -m lab up --hosts 3`")
    return nodes[CONTROL if place is FaultPlace.CONTROL else hosts[-1]]


def _together(name: str, place: FaultPlace, steps: Iterable[Callable[[FaultTarget], None]]) -> NamedFault:
    def do(target: FaultTarget) -> None:
        for step in steps:
            step(target)

    return NamedFault(name, "", Fault(title=name, inject=do, place=place))


def _look(suite: Suite, names: Sequence[str], patience: float, is_enough: Callable[[Said], bool]) -> Said:
    """Run the suite until it says enough, or patience is at its end."""
    deadline = time.monotonic() + patience
    while True:
        said = suite.run(names)
        if is_enough(said) or time.monotonic() > deadline:
            return said


def _is_well(one: NamedBreakage, said: Said, node: Node) -> bool:
    return said.is_well(one.invariant, node.name, "skipped" if one.breakage.silent_when_well else "passed")


def _own_failure(one: NamedBreakage, said: Said, node: Node) -> str | None:
    """What the invariant said of that node; not what it says of a host that gives no answer, or of another one."""
    return said.own_failure(one.invariant, None if node.name == CONTROL else node.name)


def _seen(one: NamedBreakage, node: Node, before: Said, broken: Said, recovered: Said) -> dict[str, str]:
    failure = _own_failure(one, broken, node)
    well = _is_well(one, before, node) and _is_well(one, recovered, node)
    return {
        "before": before.words(one.invariant),
        "broken": failure or broken.words(one.invariant),
        "recovered": recovered.words(one.invariant),
        "seen": "yes" if well and failure else "no",
    }
