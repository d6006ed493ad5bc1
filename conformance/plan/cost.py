"""What tests in their order will come to: which of them boot an instance, and how long workers take."""

import heapq
from collections.abc import Iterable, Sequence

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import MIGRATIONS, OperationKind


class PlannedTest(Noun):
    """A test, as far as its cost goes: its kind (None: nothing is done to an instance), and the host or the pair that it is about.

    volumes: whether its instance boots from a volume; others are no replacement for it.
    """

    id: str
    kind: OperationKind | None = None
    host: str | None = None
    pair: HostPair | None = None
    volumes: bool = False


_NEW = frozenset({OperationKind.BOOT, OperationKind.BOOT_FROM_VOLUME})
"""The kinds whose tests take no instance that is there."""


def boots(lane: Iterable[PlannedTest]) -> list[bool]:
    """For each test of one lane, in order, whether an instance is booted for it, if all goes well."""
    idle: dict[tuple[bool, str], int] = {}
    needed = []
    for test in lane:
        source = test.pair.source if test.pair else test.host
        if test.kind is None or source is None:
            needed.append(False)
            continue
        has_one = test.kind not in _NEW and idle.get((test.volumes, source), 0) > 0
        needed.append(not has_one)
        if has_one:
            idle[test.volumes, source] -= 1
        stays = test.volumes, test.pair.destination if test.pair and test.kind in MIGRATIONS else source
        idle[stays] = idle.get(stays, 0) + 1
    return needed


def side_by_side(seconds: Sequence[float], workers: int) -> float:
    """How long so many workers take for lanes of that many seconds each, if each takes the next lane when it is through with one."""
    busy_until = [0.0] * max(1, workers)
    for lane in seconds:
        heapq.heapreplace(busy_until, busy_until[0] + lane)
    return max(busy_until)
