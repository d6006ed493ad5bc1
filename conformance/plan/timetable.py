"""Any set of pairs in the fewest rounds that the budgets allow, and then in few chains.

A round is a set of pairs in which no host sends or receives more than it may. Rounds are colours of the edges of a bipartite graph (those
that send, those that receive), so that as many as the busiest host needs are enough (König), and all can be of the same size (de Werra).
Pairs are coloured in the order of trails that one instance could follow, each with the next colour that is free, so that trails mostly
become chains; where none is free, or a round has got too many pairs, two colours are swapped along a path. Then each pair goes to an
instance that has come to its source in an earlier round, if there is one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]
Step = tuple[int, Pair]
"""A round, counted from 0, and the pair that is done in it."""


def chains(
    pairs: Sequence[Pair], at_once: int, out: Mapping[int, int] | None = None, into: Mapping[int, int] | None = None
) -> list[list[Step]]:
    """Every pair once, in chains: each pair of a chain begins where the one before ended, in a later round.

    :param at_once: pairs in one round
    :param out: by host, how many it may send in one round (1 if it is not in it); into: how many it may receive
    """
    if at_once <= 1:
        one_by_one = iter(range(len(pairs)))
        return [[(next(one_by_one), pair) for pair in trail] for trail in trails(pairs)]
    return _followed(_Colouring(pairs, at_once, out or {}, into or {}).rounds())


def _followed(rounds: list[list[Pair]]) -> list[list[Step]]:
    found: list[list[Step]] = []
    idle: dict[int, list[list[Step]]] = defaultdict(list)
    for number, pairs in enumerate(rounds):
        arrived = []
        for pair in pairs:
            chain = idle[pair[0]].pop() if idle[pair[0]] else []
            if not chain:
                found.append(chain)
            chain.append((number, pair))
            arrived.append(chain)
        for chain in arrived:
            idle[chain[-1][1][1]].append(chain)
    return found


class _Colouring:
    """Edges from senders to receivers, each a copy of a host for every one that it may send or receive at a time."""

    def __init__(self, pairs: Sequence[Pair], at_once: int, out: Mapping[int, int], into: Mapping[int, int]) -> None:
        self._at_once = max(1, at_once)
        self._edges = [edge for trail in trails(pairs) for edge in (*trail, None)]
        self._senders: dict[Pair, Pair] = {}
        self._receivers: dict[Pair, Pair] = {}
        sent: dict[int, int] = defaultdict(int)
        received: dict[int, int] = defaultdict(int)
        for source, destination in pairs:
            self._senders[source, destination] = (source, sent[source] % out.get(source, 1))
            self._receivers[source, destination] = (destination, received[destination] % into.get(destination, 1))
            sent[source] += 1
            received[destination] += 1
        busiest = (
            max(
                [-(-count // out.get(host, 1)) for host, count in sent.items()]
                + [-(-count // into.get(host, 1)) for host, count in received.items()]
                + [-(-len(pairs) // self._at_once)]
            )
            if pairs
            else 0
        )
        self._all = (1 << busiest) - 1
        self._open = self._all
        self._sizes = [0] * busiest
        self._sends: dict[Pair, dict[int, Pair]] = defaultdict(dict)
        self._receives: dict[Pair, dict[int, Pair]] = defaultdict(dict)
        self._free_to_send: dict[Pair, int] = defaultdict(lambda: self._all)
        self._free_to_receive: dict[Pair, int] = defaultdict(lambda: self._all)

    def rounds(self) -> list[list[Pair]]:
        last = -1
        for edge in self._edges:
            last = self._colour(edge, last) if edge else -1
        self._balance()
        rounds: list[list[Pair]] = [[] for _ in self._sizes]
        for taken in self._sends.values():
            for colour, edge in taken.items():
                rounds[colour].append(edge)
        return [sorted(edges) for edges in rounds]

    def _colour(self, edge: Pair, last: int) -> int:
        sender, receiver = self._senders[edge], self._receivers[edge]
        both = self._free_to_send[sender] & self._free_to_receive[receiver]
        free = both & self._open or both
        if free:
            later = free >> (last + 1)
            colour = last + 1 + _lowest(later) if later else _lowest(free)
        else:
            colour, other = _lowest(self._free_to_send[sender]), _lowest(self._free_to_receive[receiver])
            self._swap(self._path(receiver, colour, other), colour, other)
        self._take(edge, colour)
        return colour

    def _swap(self, path: list[tuple[Pair, int]], one: int, other: int) -> None:
        """Each edge of a path that has one of the colours gets the other."""
        for edge, colour in path:
            self._give_up(edge, colour)
        for edge, colour in path:
            self._take(edge, other if colour == one else one)

    def _balance(self) -> None:
        """Have no round with more pairs than may be done at once: of two colours, some path has more of the frequent one."""
        roomy = [colour for colour, size in enumerate(self._sizes) if size < self._at_once]
        for full in range(len(self._sizes)):
            while self._sizes[full] > self._at_once:
                if self._sizes[roomy[-1]] >= self._at_once:
                    roomy.pop()
                    continue
                self._swap(self._path_with_more(full, roomy[-1]), full, roomy[-1])

    def _path_with_more(self, often: int, rare: int) -> list[tuple[Pair, int]]:
        for receiver, taken in self._receives.items():
            if often in taken and rare not in taken:
                path = self._path(receiver, often, rare)
                if len(path) % 2:
                    return path
        raise AssertionError("a colour that is more frequent has a path with more of it")

    def _path(self, receiver: Pair, one: int, other: int) -> list[tuple[Pair, int]]:
        """The edges of two colours in turn, from a receiver that has one of the first on."""
        path: list[tuple[Pair, int]] = []
        at_receiver, node, colour = True, receiver, one
        while True:
            edge = (self._receives if at_receiver else self._sends)[node].get(colour)
            if edge is None:
                return path
            path.append((edge, colour))
            node = self._senders[edge] if at_receiver else self._receivers[edge]
            at_receiver, colour = not at_receiver, other if colour == one else one

    def _take(self, edge: Pair, colour: int) -> None:
        sender, receiver = self._senders[edge], self._receivers[edge]
        bit = 1 << colour
        self._sends[sender][colour] = self._receives[receiver][colour] = edge
        self._free_to_send[sender] ^= bit
        self._free_to_receive[receiver] ^= bit
        self._sizes[colour] += 1
        if self._sizes[colour] == self._at_once:
            self._open &= ~bit

    def _give_up(self, edge: Pair, colour: int) -> None:
        sender, receiver = self._senders[edge], self._receivers[edge]
        bit = 1 << colour
        del self._sends[sender][colour], self._receives[receiver][colour]
        self._free_to_send[sender] ^= bit
        self._free_to_receive[receiver] ^= bit
        self._sizes[colour] -= 1
        if self._sizes[colour] < self._at_once:
            self._open |= bit


_WORD = (1 << 60) - 1


def _lowest(colours: int) -> int:
    # the first few are told without a look at the rest
    colours = colours & _WORD or colours
    return (colours & -colours).bit_length() - 1


def trails(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Every pair once, in the fewest trails, each pair beginning where the one before ended (Hierholzer)."""
    onward: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    surplus: dict[int, int] = defaultdict(int)
    for source, destination in pairs:
        onward[source].append((destination, True))
        surplus[source] += 1
        surplus[destination] -= 1
    begin = [host for host, count in surplus.items() for _ in range(count)]
    end = [host for host, count in surplus.items() for _ in range(-count)]
    # a way back from each end to a beginning makes circuits of all trails; they are cut there again
    for last, first in zip(end, begin, strict=True):
        onward[last].append((first, False))
    for ways in onward.values():
        ways.reverse()
    found: list[list[Pair]] = []
    for host in [*begin, *list(onward)]:
        if onward[host]:
            found.extend(_cut(_circuit(onward, host)))
    return found


def _circuit(onward: dict[int, list[tuple[int, bool]]], start: int) -> list[tuple[int, int, bool]]:
    stack: list[tuple[int, int, bool]] = []
    circuit: list[tuple[int, int, bool]] = []
    at = start
    while True:
        if onward[at]:
            destination, real = onward[at].pop()
            stack.append((at, destination, real))
            at = destination
        elif stack:
            edge = stack.pop()
            circuit.append(edge)
            at = edge[0]
        else:
            return circuit[::-1]


def _cut(circuit: list[tuple[int, int, bool]]) -> list[list[Pair]]:
    cuts = [number for number, edge in enumerate(circuit) if not edge[2]]
    if cuts:
        circuit = circuit[cuts[0] :] + circuit[: cuts[0]]
    parts: list[list[Pair]] = [[]]
    for source, destination, real in circuit:
        if real:
            parts[-1].append((source, destination))
        else:
            parts.append([])
    return [part for part in parts if part]
