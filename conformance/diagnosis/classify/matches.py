"""What was seen in a bundle of the patterns that a taxonomy looks for: one pass over the evidence, whatever the number of rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from conformance.diagnosis.chain.story import Story, Told
from conformance.diagnosis.classify.sources import Weight, weight
from conformance.diagnosis.patterns.kept import Kept
from conformance.diagnosis.patterns.lines import joined
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.cause import Condition
from conformance.model.evidence import Evidence
from conformance.model.verdict import Quote

PASTED = 1 << 18
"""Bytes of a text up to which its lines may have been wrapped by whoever pasted it; longer ones are logs as they were written."""


@dataclass(frozen=True)
class Sighting:
    """A line of a record. whole: it stands there so, and was not put together of lines that were wrapped."""

    told: Told
    line: str
    whole: bool = True

    @property
    def evidence(self) -> Evidence:
        """What it was read from."""
        return self.told.evidence

    @cached_property
    def quote(self) -> Quote:
        """The line as a verdict quotes it."""
        return Quote(source=self.evidence.source, line=self.line, host=self.evidence.host)


class _Firsts:
    """Of sightings, the first of each host, of now and of before the operation."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._by_host: tuple[dict[str | None, tuple[int, Sighting]], ...] = ({}, {})
        for place, sighting in enumerate(sightings):
            self._by_host[sighting.evidence.earlier].setdefault(sighting.evidence.host, (place, sighting))
        self._first = tuple(min(found.values(), key=_place, default=None) for found in self._by_host)

    def of(self, host: str | None) -> Sighting | None:
        """The first that may be of the host (one without a host may be of any), or of any host; of before the operation only if need be."""
        for first, found in zip(self._first, self._by_host, strict=True):
            if host is not None:
                first = min((found[name] for name in (host, None) if name in found), key=_place, default=None)
            if first:
                return first[1]
        return None


def _place(found: tuple[int, Sighting]) -> int:
    return found[0]


def _without(found: Sequence[int], _line: bytes, enough: Collection[int]) -> list[int]:
    """Of what was found in a line, what need not be looked for is left out."""
    return [number for number in found if number not in enough]


class Matches:
    """The lines of a story by the patterns that were found in them."""

    def __init__(self, story: Story, patterns: Patterns) -> None:
        self._patterns = patterns
        self._sightings: dict[int, list[Sighting]] = defaultdict(list)
        self._firsts: dict[Condition, _Firsts] = {}
        for told in story.pieces:
            self._read(told)

    def of(self, pattern: str) -> list[Sighting]:
        """Where a pattern was seen."""
        return self._sightings.get(self._patterns.number[pattern], [])

    def holds(self, condition: Condition, host: str | None) -> Sighting | None:
        """What satisfies the condition of a rule which blames the host, if there is anything; of before the operation only if need be."""
        if condition not in self._firsts:
            # once for all that ask: with many pieces of evidence, there are as many who ask as there is to look through
            seen = self.of(condition.pattern)
            least = Weight.CARRIED if condition.carried else Weight.AT_HOME
            self._firsts[condition] = _Firsts(sighting for sighting in seen if weight(condition.sources, sighting.evidence.source) >= least)
        return self._firsts[condition].of(None if condition.anywhere else host)

    def _read(self, piece: tuple[Told, ...]) -> None:
        """One piece of evidence, record by record."""
        kept = Kept()
        for told in piece:
            self._note(told, told.text.encode(), kept, whole=True)
        if sum(len(told.text) for told in piece) > PASTED:
            return
        # What a line says by itself needs no neighbour.
        kept = Kept(without=kept.shown())
        if piece and not any(told.record.parsed for told in piece):
            # lines without headers are records of their own, and may be parts of one sentence
            self._note(piece[0], joined("\n".join(told.text for told in piece).encode()), kept, whole=False)
            return
        for told in piece:
            if len(told.lines) > 1:
                self._note(told, joined(told.text.encode()), kept, whole=False)

    def _note(self, told: Told, text: bytes, kept: Kept, *, whole: bool) -> None:
        for stripped, found in self._patterns.shown(text, bare=True):
            new = kept.new(stripped, partial(_without, found))
            if new:
                sighting = Sighting(told, stripped.decode("utf-8", "replace"), whole)
                for number in new:
                    self._sightings[number].append(sighting)
