"""All patterns of a taxonomy at once: which lines are worth a look, and which patterns each of them satisfies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from conformance.classify.atoms import EDGE, atoms, ignores_case
from conformance.classify.lines import LONGEST, OVERLAP, pieces

BLOCK = 1 << 16
"""Bytes that are searched at once: long enough that the calls cost nothing, short enough that a search which comes to nothing does not."""

MEMORY = 1 << 28
"""Bytes that RE2 may use for the states of all words together; with too few it falls back to a search that is many times slower."""


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
    def _compiled(self) -> tuple[Any, ...]:
        return tuple(re2.compile(text.encode(), _options()) for text in self.texts)

    @cached_property
    def _wordless(self) -> tuple[int, ...]:
        """Patterns that need no word in particular: they are tried on every line that is looked at."""
        return tuple(number for number, text in enumerate(self.texts) if not atoms(text))

    @cached_property
    def _needed_by(self) -> dict[bytes, tuple[int, ...]]:
        """The patterns that each word (in lower case) may be there for; a word counts for the words that it begins with, too."""
        numbers: dict[bytes, set[int]] = defaultdict(set)
        for number, text in enumerate(self.texts):
            for word in atoms(text):
                numbers[word.replace(EDGE, "").lower().encode()].add(number)
        beginnings = {word: [word[:end] for end in range(1, len(word) + 1) if word[:end] in numbers] for word in numbers}
        return {word: tuple(sorted(set().union(*(numbers[other] for other in others)))) for word, others in beginnings.items()}

    @cached_property
    def _words(self) -> Any:
        """Finds the longest word at the first place that has any, and the patterns that need none."""
        words = {(word, ignores_case(text)) for text in self.texts for word in atoms(text)}
        alternatives = [_looked_for(word, anyhow) for word, anyhow in sorted(words, key=lambda each: (-len(each[0]), each))]
        alternatives += [b"(?:%b)" % self.texts[number].encode() for number in self._wordless]
        latin = re2.Options.Encoding.LATIN1
        return re2.compile(b"(?m:" + b"|".join(alternatives) + b")", _options(never_nl=True, never_capture=True, encoding=latin))

    def lines(self, text: bytes) -> Iterator[bytes]:
        """The lines of a text in which any of the patterns may be found, in order; of a very long line, the pieces."""
        search = self._words.search
        for start, end in pieces(text, BLOCK):
            block = text[start:end]
            at, length = 0, len(block)
            while at < length:
                found = search(block, at)
                if found is None:
                    break
                first = found.start()
                begin = max(block.rfind(b"\n", 0, first) + 1, first - OVERLAP)
                stop = block.find(b"\n", first)
                stop = length if stop < 0 else stop
                if stop - begin > LONGEST:
                    stop = begin + LONGEST
                    at = stop - OVERLAP
                else:
                    at = stop + 1
                yield block[begin:stop]

    def found_in(self, line: bytes, but: Collection[int] = ()) -> list[int]:
        """The numbers of the patterns that are found in a line, without those that need not be looked for."""
        return [number for number in self._candidates(line) if number not in but and self._compiled[number].search(line)]

    def _candidates(self, line: bytes) -> list[int]:
        needed_by, search = self._needed_by, self._words.search
        candidates = set(self._wordless)
        at, length = 0, len(line)
        while at < length:
            found = search(line, at)
            if found is None:
                break
            candidates.update(needed_by.get(found.group().lower(), ()))
            at = found.start() + 1
        return sorted(candidates)


def _looked_for(word: str, anyhow: bool) -> bytes:
    """The pattern of a word, in any case if anyhow."""
    pattern = rb"\b".join(re2.escape(part.encode()) for part in word.split(EDGE))
    return b"(?i:%b)" % pattern if anyhow else pattern


def _options(**settings: Any) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    for name, value in settings.items():
        setattr(options, name, value)
    return options
