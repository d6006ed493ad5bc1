"""The rotation: every ordered pair once, in chains that one instance a lane can follow, all hosts busy and none twice at a time.

With hosts h0..hN-1, lane i starts at host i, and step t (1..N-1) moves t hosts on: from i+s(t-1) to i+s(t) with s(t) = 1+2+...+t (mod N).
Each step of a lane has another distance, so that N lanes cover each ordered pair once; in lockstep, every host sends one and receives one.
A lane follows such a chain once for each kind of migration, each chain starting where the one before ended.

Where a host may send and receive several at once, each lane is cut into as many, which are followed side by side.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

from conformance.model.hosts import HostPair
from conformance.plan.place import Place


class Rotation:
    """All ordered pairs, by formula: nothing is kept but the hosts.

    :param hosts: in the order of the plan
    :param abreast: how many a host sends, and receives, at a time
    """

    def __init__(self, hosts: Sequence[str], abreast: int = 1) -> None:
        self._hosts = tuple(hosts)
        self._index = {host: number for number, host in enumerate(self._hosts)}
        self._abreast = max(1, min(abreast, len(self._hosts) - 1))

    @property
    def lanes(self) -> int:
        """One from each host, or as many as it may send at a time."""
        return len(self._hosts) * self._abreast if len(self._hosts) > 1 else 0

    @property
    def rounds(self) -> int:
        """The fewest: in each, every host sends and receives as many as it may."""
        return -(-(len(self._hosts) - 1) // self._abreast) if self._hosts else 0

    def pairs(self) -> Iterator[HostPair]:
        """Every ordered pair, sorted."""
        for source, destination in permutations(self._hosts, 2):
            yield HostPair(source=source, destination=destination)

    def place_of_pair(self, pair: HostPair, kind: int = 0) -> Place:
        """Where a test on a pair belongs. :raises ValueError: a host is not in the plan"""
        count = len(self._hosts)
        source, destination = self._number(pair.source), self._number(pair.destination)
        step = (destination - source) % count
        part = self._part(step)
        first = self._before(part) + 1
        start = source - _moved(step - 1) + _moved(first - 1)
        drift = _moved(self._before(part + 1)) - _moved(first - 1)
        from_start = (start - kind * drift - _moved(first - 1)) % count
        return Place(lane=part * count + from_start, step=step - first + 1)

    def place_of_host(self, host: str, kinds: int = 0) -> Place:
        """Where a test on one host belongs. :raises ValueError: the host is not in the plan"""
        drift = _moved(self._before(1)) if self._hosts else 0
        return Place(lane=(self._number(host) - kinds * drift) % len(self._hosts), step=0)

    def _number(self, host: str) -> int:
        if host not in self._index:
            raise ValueError(f"{host} is not in the plan")
        return self._index[host]

    def _part(self, step: int) -> int:
        """Which part of its lane a step is in, counted from 0."""
        return (step * self._abreast - 1) // (len(self._hosts) - 1)

    def _before(self, part: int) -> int:
        """How many steps are before that part of a lane."""
        return part * (len(self._hosts) - 1) // self._abreast


def _moved(step: int) -> int:
    """How far a chain has come from its start after that many steps."""
    return step * (step + 1) // 2
