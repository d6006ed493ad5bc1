"""What is worth keeping of a text that may say the same for days."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b

EACH = 48
"""Lines of different wording that are kept of a pattern."""

_REMEMBERED = 200_000
"""Wordings that are remembered; a text that has more of them says some again."""

_LONG = 64
"""Bytes of a wording from which on only its digest is remembered: many long ones would take all memory."""

_VARIES = re.compile(rb"\d\d:\d\d:\d\d(?:[.,]\d+)?|[0-9a-f]{4,}|\d+\.\d+(?! seconds\))")


class Kept:
    """Tells, line by line, which patterns a line shows that are not shown well enough yet. without: patterns that are not looked for."""

    def __init__(self, without: Iterable[int] = ()) -> None:
        self._enough = set(without)
        self._times: Counter[int] = Counter()
        self._wordings: set[bytes] = set()

    def new(self, line: bytes, found_in: Callable[[bytes, Collection[int]], list[int]]) -> list[int]:
        """The patterns (their numbers) for which a line is to be kept.

        :param found_in: tells which patterns are found in a line, but for those that it is given
        """
        wording = _VARIES.sub(b"", line)
        if len(wording) > _LONG:
            wording = blake2b(wording, digest_size=16).digest()
        if wording in self._wordings:
            return []
        if len(self._wordings) >= _REMEMBERED:
            self._wordings.clear()
        self._wordings.add(wording)
        found = found_in(line, self._enough)
        self._times.update(found)
        self._enough.update(number for number in found if self._times[number] >= EACH)
        return found

    def shown(self) -> frozenset[int]:
        """The patterns that were met."""
        return frozenset(self._times)
