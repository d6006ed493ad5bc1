"""The words that a text must have for a pattern to be found in it.

Hundreds of patterns in one automaton have more states than memory, where somebody writes a text for it; their words alone have as many as
letters. So a text is searched for the words of all patterns at once, and a line that has one for the patterns that need it.
"""

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

EDGE = "\x00"
"""Stands in a word where the pattern wants the edge of a word."""

SHORTEST = 3
"""Letters of a word that is worth looking for."""

_EVERYWHERE = (
    *("libvirt", "qemu", "kvm", "Instance", "instances", "nova-compute", "neutron", "cinder", "glance", "server", "host", "image"),
    *("network-vif-plugged", "network-vif-unplugged", "migration", "port", "volume", "network", "disk", "memory", "default", "http"),
    *("fault", "error", "status", "result", "timeout", "failed", "waiting", "exception", "instance"),
)
"""Words that healthy logs are full of: anything else is rather looked for."""

_POSIX_CLASS = re.compile(r"\[:\^?[a-z]+:\]")

_MANY = 24
"""Words that are looked for in place of one pattern, at most."""

_CLASS = 4
"""Characters of a class that are still told apart."""

Words = frozenset[str]


@lru_cache(maxsize=4096)
def atoms(pattern: str) -> Words:
    """Words of which every text that a pattern is found in has at least one; none if there are no such words.

    EDGE in a word is no letter. Where ignores_case() holds for the pattern, case is no matter, and the words are in lower case.
    Only what Python's own syntax shares with RE2's can be told.
    """
    if _POSIX_CLASS.search(pattern):
        return frozenset()
    try:
        # Python wants this mark at the beginning only.
        parsed = parser.parse(pattern.replace("(?i)", ""))
    except (re.error, OverflowError):
        return frozenset()
    words = _of_sequence(parsed).best
    return frozenset(word.lower() for word in words) if ignores_case(pattern) else words


def ignores_case(pattern: str) -> bool:
    """Whether any part of a pattern does."""
    return "(?i" in pattern


class _Part:
    """What is known of a part of a pattern.

    exact: all that it can be, if that is little; start: all that it can begin with, as far as that is little; best: words that it cannot do
    without.
    """

    def __init__(self, exact: Words | None, best: Words = frozenset(), start: Words = frozenset({""})) -> None:
        self.exact = exact
        self.start = start if exact is None else exact
        self.best = _better(self.start, best)


def _of_sequence(items: Iterable[Any]) -> _Part:
    """Parts one after the other: what they are together as long as that is known, and the best words on the way."""
    best: Words = frozenset()
    start: Words | None = None
    run: Words = frozenset({""})
    for operator, argument in _edges_inside(list(items)):
        part = _of(operator, argument)
        together = _joined(run, part.start)
        if together is None or part.exact is None:
            best = _better(_better(best, part.best), together or run)
            start = start or together or run
        run = together if together and part.exact is not None else part.exact or frozenset({""})
    return _Part(run, best) if start is None else _Part(None, _better(best, run), start)


def _edges_inside(items: list[Any]) -> Iterable[Any]:
    """The items, with an edge that stands before a choice moved into each of what can be chosen: each has its own words."""
    edge: Any = None
    for operator, argument in [*items, (None, None)]:
        if edge and operator is ops.BRANCH:
            yield operator, (argument[0], [[edge, *branch] for branch in argument[1]])
            edge = None
            continue
        if edge:
            yield edge
        edge = (operator, argument) if operator is ops.AT else None
        if operator and not edge:
            yield operator, argument


def _of(operator: Any, argument: Any) -> _Part:
    if operator is ops.LITERAL:
        return _Part(frozenset({chr(argument)}))
    if operator is ops.AT:
        return _Part(frozenset({EDGE if argument is ops.AT_BOUNDARY else ""}))
    if operator is ops.IN:
        return _Part(_of_class(argument))
    if operator is ops.SUBPATTERN:
        return _of_sequence(argument[-1])
    if operator is ops.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in argument[1]])
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        return _repeated(argument[0], argument[1], _of_sequence(argument[2]))
    return _Part(None)


def _of_branches(branches: list[_Part]) -> _Part:
    exact = frozenset().union(*(part.exact for part in branches if part.exact is not None))
    all_exact = all(part.exact is not None for part in branches) and len(exact) <= _MANY
    start = frozenset().union(*(part.start for part in branches))
    words = [part.best for part in branches]
    best = frozenset().union(*words) if all(words) else frozenset()
    return _Part(
        exact if all_exact else None,
        best if len(best) <= _MANY * 4 else frozenset(),
        start if len(start) <= _MANY else frozenset({""}),
    )


def _repeated(least: int, most: Any, part: _Part) -> _Part:
    if (least, most) == (0, 1) and part.exact is not None:
        return _Part(part.exact | {""})
    if (least, most) == (1, 1):
        return part
    return _Part(None, part.best, part.start) if least else _Part(None)


def _of_class(items: list[tuple[Any, Any]]) -> Words | None:
    if all(operator is ops.LITERAL for operator, _ in items) and len(items) <= _CLASS:
        return frozenset(chr(argument) for _, argument in items)
    return None


def _joined(first: Words, second: Words) -> Words | None:
    """Every one of the first with every one of the second; None if those are too many."""
    if len(first) * len(second) > _MANY:
        return None
    return frozenset(one + other for one, other in itertools.product(first, second))


def _better(first: Words, second: Words) -> Words:
    """Of two sets of words the one that is found less often."""
    return max(first, second, key=_worth)


def _worth(words: Words) -> tuple[float, int]:
    shortest = min((_rarity(word) for word in words), default=0.0)
    return (shortest, -len(words))


def _rarity(word: str) -> float:
    """How seldom a word is likely to be met: its length, next to nothing for those that are everywhere."""
    plain = word.replace(EDGE, "")
    if len(plain) < SHORTEST:
        return 0.0
    bare = plain.strip(" \t[](){}'\"=:.,/-_")
    common = any(bare in word for word in _EVERYWHERE)
    edges = (len(word) - len(plain)) / 4
    return edges + (len(plain) / 100 if common else len(plain))
