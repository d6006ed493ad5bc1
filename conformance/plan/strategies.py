"""Which ordered pairs are gone over. Each strategy is a function from hosts to pairs, by number; the same input gives the same pairs."""

import random
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from itertools import permutations

from conformance.plan.timetable import Pair, trails

Hosts = Sequence[str]


def ring(hosts: Hosts) -> list[Pair]:
    """Each host to the next: every host is a source once and a destination once."""
    count = len(hosts)
    return [(number, (number + 1) % count) for number in range(count)] if count > 1 else []


def involving(hosts: Hosts, changed: Sequence[str]) -> list[Pair]:
    """Every pair that has one of the changed hosts in it."""
    numbers = [number for number, host in enumerate(hosts) if host in set(changed)]
    among = set(numbers)
    out = [(one, other) for one in numbers for other in range(len(hosts)) if other != one]
    back = [(other, one) for one in numbers for other in range(len(hosts)) if other not in among]
    return out + back


def sample(hosts: Hosts, size: int, seed: int) -> list[Pair]:
    """So many pairs, taken along tours that pass every host once, in random order.

    With as many pairs as hosts, every host is a source and a destination, and few instances can follow the tours.
    What tours cannot give, as they have come to repeat themselves, is drawn one by one.
    """
    count = len(hosts)
    size = min(size, count * (count - 1))
    draw = random.Random(seed)  # noqa: S311 - a sample that can be drawn again, nothing secret
    taken: dict[Pair, None] = {}
    fresh = True
    while fresh and len(taken) < size:
        tour = draw.sample(range(count), count)
        new = [pair for pair in zip(tour, [*tour[1:], tour[0]], strict=True) if pair not in taken]
        fresh = 2 * len(new) > count
        taken.update(dict.fromkeys(new[: size - len(taken)]))
    if len(taken) < size:
        left = [number for number in range(count * (count - 1)) if _pair(number, count) not in taken]
        taken.update(dict.fromkeys(_pair(number, count) for number in draw.sample(left, size - len(taken))))
    return list(taken)


def _pair(number: int, count: int) -> Pair:
    """The ordered pair of that number among all."""
    source, other = divmod(number, count - 1)
    return source, other if other < source else other + 1


def between_classes(hosts: Hosts, classes: Mapping[str, str]) -> list[Pair]:
    """A pair for every ordered pair of classes (a class with itself, too, if it has two hosts), and every host once source and destination.

    All of them are one way round: it goes over every two classes, from each host to one of the next class where it has not been yet,
    then to the hosts where it has never been, and back.

    :param classes: by host, the name of its class
    """
    members: dict[str, list[int]] = defaultdict(list)
    for number, host in enumerate(hosts):
        members[classes[host]].append(number)
    groups = [_Group(members[name]) for name in sorted(members)]
    every_two = permutations(range(len(groups)), 2)
    within = ((number, number) for number, group in enumerate(groups) if group.several)
    way = [other for trail in trails([*every_two, *within]) for _, other in trail]
    if not way:
        return []
    found: dict[Pair, None] = {}
    # the trail of classes ends where it begins
    first = at = groups[way[-1]].last
    for number in way:
        there = groups[number].next(but=at)
        found[at, there] = None
        at = there
    destinations = {pair[1] for pair in found}
    for there in range(len(hosts)):
        if there not in destinations and there != first:
            found[at, there] = None
            at = there
    if at != first:
        found[at, first] = None
    return list(found)


class _Group:
    """The hosts of a class, given in turn."""

    def __init__(self, numbers: list[int]) -> None:
        self._left = deque(numbers)
        self.last = numbers[-1]
        self.several = len(numbers) > 1

    def next(self, but: int) -> int:
        """The one whose turn it is, or the one after if it is that."""
        if self._left[0] == but:
            self._left.rotate(-1)
        number = self._left[0]
        self._left.rotate(-1)
        return number
