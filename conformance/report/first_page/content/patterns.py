"""Which pairs fail together: rows, columns and blocks of the matrix, in words.

What a pattern explains is taken out before the next one is looked for: first whole rows and columns (a host), then blocks (two groups
of hosts, or one group among itself). Pairs that were not tested contradict no pattern.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from conformance.model.hosts import HostPair
from conformance.report.first_page.content.matrix import Cell, PairMatrix
from conformance.report.first_page.content.words import joined, named
from conformance.report.terminal.groups import ENOUGH

NEARLY = 0.9
"""The part of a host's pairs in one direction from which on nearly all of them fail."""

_SIDE = 2
_LEAST = 6
"""Hosts on each side, and pairs, from which on pairs that fail together are a block; fewer meet by chance."""

_PART = 0.02
"""The part of the failures that are left for blocks, from which on one is told."""

_MOST_SOURCES = 150
"""Sources, those of most failures, among which blocks are looked for."""


@dataclass(frozen=True)
class Pattern:
    """Pairs that fail together. sources, destinations: their hosts; failed, tested: pairs among them."""

    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    failed: int
    tested: int
    text: str


@dataclass
class _Seen:
    """The pairs that were tested, and of those the failed ones that no pattern explains yet."""

    order: Mapping[str, int]
    tested: Mapping[HostPair, Cell]
    left: set[HostPair]


def patterns(matrix: PairMatrix, hosts: Sequence[str]) -> list[Pattern]:
    """What fails together in a matrix, the largest first.

    :param hosts: all of the run, in order
    """
    tested = {pair: cell for pair, cell in matrix.cells.items() if cell.ended in {"passed", "failed", "known"}}
    failed = {pair for pair, cell in tested.items() if cell.ended != "passed"}
    order = {host: place for place, host in enumerate(hosts)}
    if failed and len(failed) == len(tested) >= ENOUGH:
        text = f"all pairs fail {_why(matrix, failed)}: this is no matter of one host"
        return [Pattern(tuple(hosts), tuple(hosts), len(failed), len(tested), text)]
    seen = _Seen(order, tested, failed)
    found = [*_of_hosts(matrix, seen), *_blocks(matrix, seen)]
    return sorted(found, key=lambda pattern: -pattern.failed)


def _of_hosts(matrix: PairMatrix, seen: _Seen) -> Iterator[Pattern]:
    into, out = _by(seen.tested, lambda pair: pair.destination), _by(seen.tested, lambda pair: pair.source)
    failed = frozenset(seen.left)
    # hosts of which both directions fail come first: all their pairs fail, so the other end of these is not to blame
    whole = [host for host in seen.order if _part(into.get(host, ()), failed) == 1 == _part(out.get(host, ()), failed)]
    for host in whole:
        pairs = [*into[host], *out[host]]
        seen.left.difference_update(pairs)
        text = f"all pairs into and out of {host} fail {_why(matrix, pairs)}"
        yield Pattern((host,), (host,), len(pairs), len(pairs), text)
    for direction, sides, others in (("into", into, out), ("out of", out, into)):
        for host, pairs in sides.items():
            if host in whole:
                continue
            of_host = [pair for pair in pairs if pair.source not in whole and pair.destination not in whole]
            bad = [pair for pair in of_host if pair in failed]
            if len(bad) < ENOUGH or len(bad) < NEARLY * len(of_host):
                continue
            seen.left.difference_update(bad)
            amount = "all pairs" if len(bad) == len(of_host) else f"{len(bad)} of {len(of_host)} pairs"
            contrast = _contrast("out of" if direction == "into" else "into", others.get(host, ()), failed)
            yield Pattern(
                sources=tuple(sorted({pair.source for pair in bad})),
                destinations=tuple(sorted({pair.destination for pair in bad})),
                failed=len(bad),
                tested=len(of_host),
                text=f"{amount} {direction} {host} fail {_why(matrix, bad)}{contrast}",
            )


def _contrast(direction: str, pairs: Sequence[HostPair], failed: frozenset[HostPair]) -> str:
    """How many fail the other way."""
    if not pairs:
        return ""
    bad = sum(pair in failed for pair in pairs)
    return f"; {f'{bad} of {len(pairs)}' if bad else 'none'} {direction} it"


def _blocks(matrix: PairMatrix, seen: _Seen) -> Iterator[Pattern]:
    """Groups of hosts of which all pairs into another group fail, or into one another, the largest group first."""
    hosts = sorted(seen.order, key=lambda host: seen.order[host])
    # where failures are strewn over the whole cloud, many small blocks are met by chance, and none of them says anything
    least = max(_LEAST, ceil(_PART * len(seen.left)))
    while len(seen.left) >= least:
        sources, destinations = _largest_block(_reached(seen), least)
        if not sources:
            return
        froms, tos = ([hosts[place] for place in _places(side)] for side in (sources, destinations))
        pairs = [HostPair(source=source, destination=to) for source in froms for to in tos if source != to]
        seen.left.difference_update(pairs)
        if sources == destinations:
            which = f"among {named(froms, seen.order)}"
        else:
            which = f"from {named(froms, seen.order)} into {named(tos, seen.order)}"
        yield Pattern(tuple(froms), tuple(tos), len(pairs), len(pairs), f"all pairs {which} fail {_why(matrix, pairs)}")


def _reached(seen: _Seen) -> dict[int, int]:
    """By the place of a source, the places of the destinations that its pairs fail to, as bits; itself among them: it has no pair there."""
    found: dict[int, int] = {}
    for pair in seen.left:
        if pair.source in seen.order and pair.destination in seen.order:
            source = seen.order[pair.source]
            found[source] = found.get(source, 1 << source) | 1 << seen.order[pair.destination]
    fullest = sorted(found, key=lambda source: -found[source].bit_count())[:_MOST_SOURCES]
    return {source: found[source] for source in fullest}


def _largest_block(reached: Mapping[int, int], least: int) -> tuple[int, int]:
    """Sources and destinations as bits; none where no block is large enough.

    A block of the most pairs has the destinations that two of its sources have in common; so no others are tried.
    """
    best, most = (0, 0), least - 1
    tried = {one & other for one in reached.values() for other in reached.values()}
    for destinations in tried:
        if destinations.bit_count() < _SIDE or destinations.bit_count() * len(reached) <= most:
            continue
        sources = sum(1 << source for source, to in reached.items() if destinations & ~to == 0)
        pairs = sources.bit_count() * destinations.bit_count() - (sources & destinations).bit_count()
        if sources.bit_count() >= _SIDE and pairs > most:
            best, most = (sources, destinations), pairs
    return best


def _places(bits: int) -> Iterator[int]:
    return (place for place in range(bits.bit_length()) if bits >> place & 1)


def _by(pairs: Iterable[HostPair], end: Callable[[HostPair], str]) -> dict[str, list[HostPair]]:
    found: dict[str, list[HostPair]] = {}
    for pair in pairs:
        found.setdefault(end(pair), []).append(pair)
    return found


def _part(pairs: Sequence[HostPair], failed: frozenset[HostPair]) -> float:
    return sum(pair in failed for pair in pairs) / len(pairs) if len(pairs) >= ENOUGH else 0.0


def _why(matrix: PairMatrix, pairs: Iterable[HostPair]) -> str:
    """with CAUSE, or, where they differ, the causes with how often each was found."""
    tests = [matrix.cells[pair].shown_test for pair in pairs]
    causes = Counter(test.verdict.cause if test.verdict else "no verdict" for test in tests).most_common()
    if len(causes) == 1:
        return f"with {causes[0][0]}"
    return "with " + joined([f"{cause} ({count})" for cause, count in causes[:3]]) + (" and others" if len(causes) > 3 else "")
