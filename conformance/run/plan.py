"""The rotation: every ordered pair once, in chains that one server a lane can follow, all hosts busy and none twice at a time.

With hosts h0..hN-1, lane i starts at host i, and step t (1..N-1) moves t hosts on: from i+s(t-1) to i+s(t) with s(t) = 1+2+...+t (mod N).
Each step of a lane has another distance, so that N lanes cover each ordered pair once; in lockstep, every host sends one and receives one.
A lane follows such a chain once for each kind of migration, each chain starting where the one before ended.
"""

from collections.abc import Sequence

from conformance.model.base import Noun
from conformance.model.hosts import HostPair


class Place(Noun):
    """A place in the plan: the lane, counted from 0, and the step in its chain, counted from 1 (0: before the chain)."""

    lane: int
    step: int


def place_of_host(host: str, hosts: Sequence[str]) -> Place:
    """Where a test on one host belongs: in the lane that starts there. :raises ValueError: the host is not in the plan"""
    return Place(lane=list(hosts).index(host), step=0)


def place_of_pair(pair: HostPair, hosts: Sequence[str], chain: int = 0) -> Place:
    """Where a test on a pair belongs.

    :param hosts: the hosts of the plan, in its order
    :param chain: which of the chains that a lane follows one after the other, counted from 0
    :raises ValueError: a host is not in the plan
    """
    count = len(hosts)
    source, destination = list(hosts).index(pair.source), list(hosts).index(pair.destination)
    step = (destination - source) % count
    start = source - _moved(step - 1)
    return Place(lane=(start - chain * _moved(count - 1)) % count, step=step)


def _moved(step: int) -> int:
    """How far a chain has come from its start after that many steps."""
    return step * (step + 1) // 2
