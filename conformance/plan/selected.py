"""A plan of pairs that a strategy has selected."""

from collections.abc import Iterator, Sequence

from conformance.model.hosts import HostPair
from conformance.plan.budgets import Budgets
from conformance.plan.place import Place
from conformance.plan.timetable import Pair, chains


class Selected:
    """Those pairs, in the fewest rounds, then in few chains.

    :param pairs: by the numbers of hosts
    :param at_once: migrations at a time in all
    """

    def __init__(self, hosts: Sequence[str], pairs: Sequence[Pair], at_once: int, budgets: Budgets) -> None:
        self._hosts = tuple(hosts)
        self._index = {host: number for number, host in enumerate(self._hosts)}
        out = {number: budgets.out_of(host) for number, host in enumerate(self._hosts)}
        into = {number: budgets.into_of(host) for number, host in enumerate(self._hosts)}
        found = chains(pairs, at_once, out, into)
        self._rounds = 1 + max((chain[-1][0] for chain in found), default=-1)
        self._ends = [(chain[0][1][0], chain[-1][1][1]) for chain in found]
        self._placed = {pair: (number, step) for number, chain in enumerate(found) for step, (_, pair) in enumerate(chain, 1)}
        self._next = _successions(self._ends)
        self._before = {after: chain for chain, after in enumerate(self._next)}
        self._standings: dict[int, dict[int, int]] = {}

    @property
    def lanes(self) -> int:
        """How many chains there are."""
        return len(self._ends)

    @property
    def rounds(self) -> int:
        """How many migrations there are one after the other."""
        return self._rounds

    def pairs(self) -> Iterator[HostPair]:
        """The pairs, sorted by hosts."""
        for source, destination in sorted(self._placed):
            yield HostPair(source=self._hosts[source], destination=self._hosts[destination])

    def place_of_pair(self, pair: HostPair, kind: int = 0) -> Place:
        """Where a test on a pair belongs. :raises ValueError: it is not in the plan"""
        try:
            chain, step = self._placed[self._index[pair.source], self._index[pair.destination]]
        except KeyError:
            raise ValueError(f"{pair} is not in the plan") from None
        for _ in range(kind):
            chain = self._before[chain]
        return Place(lane=chain, step=step)

    def place_of_host(self, host: str, kinds: int = 0) -> Place:
        """Where a test on one host belongs; in a lane of its own where no other has its instance there.

        :raises ValueError: the host is not in the plan
        """
        if host not in self._index:
            raise ValueError(f"{host} is not in the plan")
        number = self._index[host]
        return Place(lane=self._standing(kinds).get(number, self.lanes + number), step=0)

    def _standing(self, kinds: int) -> dict[int, int]:
        """By host, the lane that has its instance there when it has done so many kinds of migration."""
        if kinds not in self._standings:
            found: dict[int, int] = {}
            for lane in range(self.lanes):
                chain = lane
                for _ in range(kinds - 1):
                    chain = self._next[chain]
                found.setdefault(self._ends[chain][1 if kinds else 0], lane)
            self._standings[kinds] = found
        return self._standings[kinds]


def _successions(ends: Sequence[Pair]) -> list[int]:
    """For each chain one that begins where it ends, as far as there are such; each chain once."""
    beginning: dict[int, list[int]] = {}
    for number, (first, _) in enumerate(ends):
        beginning.setdefault(first, []).append(number)
    after = [beginning[last].pop(0) if beginning.get(last) else -1 for _, last in ends]
    left = iter(sorted(number for numbers in beginning.values() for number in numbers))
    return [next(left) if number < 0 else number for number in after]
