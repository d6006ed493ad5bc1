"""All patterns of a taxonomy at once: which lines are worth a look, and which patterns are found in each of them.

RE2's filter does it: it takes from each pattern the words that the pattern cannot be found without, searches a line for the words of all
patterns at once, and tries only the patterns whose words are there. All patterns in one automaton would have more states than memory,
where somebody writes a text for it; their words have about as many as letters.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from conformance.diagnosis.patterns.lines import LONGEST, pieces

MEMORY = 1 << 28
"""Bytes that RE2 may use for the states of a pattern; with too few it falls back to a search that is many times slower."""


@dataclass(frozen=True)
class Patterns:
    """RE2 patterns, each with a number: its place among them."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Patterns":
        """The patterns, each once."""
        return cls(tuple(dict.fromkeys(texts)))

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each pattern."""
        return {text: number for number, text in enumerate(self.texts)}

    @cached_property
    def _filter(self) -> Any:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = MEMORY
        found = re2.Filter()
        for text in self.texts:
            found.Add(text.encode(), options)
        found.Compile()
        return found

    def lines(self, text: bytes) -> Iterator[bytes]:
        """The lines of a text in which any of the patterns is found, in order; of a very long line, the pieces."""
        for line, _ in self.shown(text):
            yield line

    def shown(self, text: bytes, *, bare: bool = False) -> Iterator[tuple[bytes, Sequence[int]]]:
        """The same, each with the numbers of the patterns that are found in it. bare: without the blanks around each line."""
        match = self._filter.Match
        for line in text.split(b"\n"):
            if bare:
                line = line.strip()
            if not line:
                continue
            if len(line) <= LONGEST:
                if found := match(line):
                    yield line, found
                continue
            for start, end in pieces(line, LONGEST):
                if found := match(line[start:end]):
                    yield line[start:end], found

    def found_in(self, line: bytes, but: Collection[int] = ()) -> list[int]:
        """The numbers of the patterns that are found in a line, without those that need not be looked for; in their order."""
        return [number for number in self._filter.Match(line) or () if number not in but]
