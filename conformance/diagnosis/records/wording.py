"""How lines speak of errors: which tell one, which only stand around one, and which every failure of their kind ends with."""

from functools import cache
from pathlib import Path
from typing import Any

import re2
from pydantic import Field

from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.cause import Pattern
from conformance.input.data_file import read_data_file
from conformance.model.base import Noun
from conformance.model.verdict import Stage

_FILE = Path(__file__).with_name("wording.yaml")


class Symptom(Noun):
    """A line that does not tell its cause, what it shows, and what would tell the cause."""

    pattern: Pattern
    symptom: str
    read: str
    stage: Stage | None = None


class Healed(Noun):
    """Trouble, and what is said when it is over."""

    trouble: Pattern
    ended: Pattern


class Wording(Noun):
    """The content of wording.yaml."""

    error: Pattern = Field(description="a line that speaks of an error")
    complaint: Pattern = Field(description="a line that speaks of something that did not work, in whatever words")
    frame: Pattern = Field(description="a line that only stands around an error, or that healthy services log too")
    wrapper: Pattern = Field(description="what a line begins with whose end gives the reason of a symptom")
    healthy: Pattern = Field(description="a line that speaks of trouble in healthy runs, too")
    succeeded: Pattern = Field(description="a line that tells that an operation succeeded")
    healed: tuple[Healed, ...] = ()
    housekeeping: Pattern = Field(description="a line that services also say beside the operation")
    symptoms: tuple[Symptom, ...] = Field(min_length=1)


@cache
def wording() -> Wording:
    """All that wording.yaml says."""
    found: Wording = read_data_file(_FILE, Wording)
    return found


def symptoms() -> tuple[Symptom, ...]:
    """All that are known, in the order of their file."""
    return wording().symptoms


@cache
def patterns() -> Patterns:
    """All that is looked for to tell symptoms from errors."""
    return Patterns.of((wording().error, *(symptom.pattern for symptom in symptoms())))


@cache
def compiled(pattern: str) -> Any:
    """The pattern, compiled once."""
    return re2.compile(pattern)


def is_healthy(line: str) -> bool:
    """Whether a line speaks of trouble in healthy runs, too."""
    return bool(compiled(wording().healthy).search(line))


def is_housekeeping(line: str) -> bool:
    """Whether a line is one that services also say beside the operation."""
    return bool(compiled(wording().housekeeping).search(line))


def wrapper_of(line: str) -> Any:
    """What stands before the reason in a line of a symptom; None if the line is none."""
    return compiled(wording().wrapper).match(line)


def is_frame(line: str) -> bool:
    """Whether a line only stands around an error, or healthy services log it too."""
    return bool(compiled(wording().frame).search(line))


def is_symptom(line: str) -> bool:
    """Whether a line says no more than what every failure of its kind ends with."""
    found = patterns()
    return any(number != found.number[wording().error] for number in found.found_in(line.encode("utf-8", "replace")))
