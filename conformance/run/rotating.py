"""Which pairs a night takes of all: those that were not tested for longest, and those of hosts that changed since."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import permutations

from conformance.model.hosts import HostPair
from conformance.model.operation import ON_PAIRS, OperationKind
from conformance.run_dir.durations import Durations
from conformance.run_dir.pair_results import NEVER, Latest, state_of

SURE = 0.8
"""The part of a night's time that is planned for: the rest is for boots, other tests, and what takes longer than usual."""

Tested = Mapping[HostPair, datetime]
"""By pair, when the result was had that is the oldest of its kinds of operations; NEVER where there is none that counts."""


def last_tested(hosts: Sequence[str], latest: Latest, versions: Mapping[str, Mapping[str, str]]) -> Tested:
    """When each ordered pair of the hosts was last tested.

    A result counts as long as both hosts are made of what they were made of then. Kinds of operations that no run has done do not count.

    :param versions: by product and host, as they are now
    """
    kinds = {kind for kind, _ in latest} & set(ON_PAIRS)
    states = {host: state_of(versions, host) for host in hosts}
    return {
        pair: min((_ended(latest, kind, pair, states) for kind in kinds), default=NEVER)
        for source, destination in permutations(hosts, 2)
        for pair in (HostPair(source=source, destination=destination),)
    }


def longest_untested(tested: Tested, size: int) -> tuple[HostPair, ...]:
    """So many pairs, those first that were not tested for longest."""
    return tuple(sorted(tested, key=lambda pair: (tested[pair], pair.id))[:size])


def pairs_in(minutes: float, at_once: int, durations: Durations) -> int | None:
    """How many pairs can be tested in that time; None where nobody knows what a migration takes.

    :param at_once: migrations at a time
    """
    usual = [seconds for kind in ON_PAIRS if (seconds := durations.usual(kind)) is not None]
    return max(1, int(minutes * 60 * SURE * at_once / max(sum(usual), 1.0))) if usual else None


def nights(tested: Tested, size: int, since: datetime) -> int:
    """How many nights of that size it takes until every pair has a result that is newer."""
    old = sum(1 for when in tested.values() if when < since)
    return -(-old // max(1, size))


def _ended(latest: Latest, kind: OperationKind, pair: HostPair, states: Mapping[str, str]) -> datetime:
    result = latest.get((kind, pair))
    if result is None or result.states != (states[pair.source], states[pair.destination]):
        return NEVER
    return result.ended
