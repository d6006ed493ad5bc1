"""A bundle as records: who said what, and whose each record is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent

from conformance.diagnosis.chain.subject import Relation, Subject, subject_of
from conformance.diagnosis.patterns.normalise import undone
from conformance.diagnosis.records.errors import Raised, raised_in
from conformance.diagnosis.records.headers import header
from conformance.diagnosis.records.reading import records_of
from conformance.diagnosis.records.record import Record
from conformance.diagnosis.records.wrappers import rejoined, unwrapped
from conformance.model.evidence import Bundle, Evidence

_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Told:
    """A record with its lines, and whose it is."""

    record: Record
    text: str
    relation: Relation

    @property
    def evidence(self) -> Evidence:
        """What it was read from."""
        return self.record.evidence

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, of which it has one at least."""
        return tuple(self.text.split("\n"))

    @property
    def time_written(self) -> str | None:
        """When it was said, as the record writes it; None if it does not."""
        found = _TIME.search(self.lines[0][:200])
        return found[0] if found else None

    @cached_property
    def raised(self) -> tuple[Raised, ...]:
        """The errors that it tells, the outermost first."""
        return raised_in(self.lines, self.record.message)


@dataclass(frozen=True)
class Story:
    """All records of a bundle, piece by piece of its evidence, and what the operation is called."""

    bundle: Bundle
    subject: Subject
    pieces: tuple[tuple[Told, ...], ...]

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All of them, one after the other."""
        return tuple(told for piece in self.pieces for told in piece)


def story_of(bundle: Bundle) -> Story:
    """The records of a bundle."""
    pieces = [list(_records(evidence)) for evidence in bundle.evidence]
    subject = subject_of(bundle, (pair for piece in pieces for pair in piece))
    return Story(bundle, subject, tuple(tuple(Told(*pair, subject.relation(*pair)) for pair in piece) for piece in pieces))


def _records(evidence: Evidence) -> Iterator[tuple[Record, str]]:
    # A lone surrogate, as half-decoded text has them, has no UTF-8.
    text = undone(unwrapped(evidence.text).encode("utf-8", "replace")).decode("utf-8", "replace")
    lines = rejoined(_unquoted(text), lambda line: header(line) is not None).split("\n")
    for record in records_of(evidence, lines):
        yield record, "\n".join(lines[record.first : record.last])


def _unquoted(text: str) -> str:
    """The text without what a paste as a whole is set off by: indentation, or the `> ` of a quotation."""
    if text.startswith("> ") and all(line.startswith(">") for line in text.split("\n") if line):
        text = re.sub(r"(?m)^> ?", "", text)
    if text.lstrip().startswith("`"):
        text = re.sub(r"(?m)^( *)`(.*)` *$", r"\1\2", text)
    return dedent(text) if text[:1].isspace() else text
