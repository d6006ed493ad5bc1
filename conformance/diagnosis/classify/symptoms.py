"""Evidence that shows that something failed, and not why."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import re2
from pydantic import Field

from conformance.diagnosis.classify.matches import PASTED, Matches
from conformance.diagnosis.patterns.lines import LONGEST
from conformance.diagnosis.patterns.normalise import undone
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.cause import Pattern
from conformance.input.data_file import read_data_file
from conformance.model.base import Noun
from conformance.model.evidence import Bundle, Source
from conformance.model.verdict import Quote, Stage

_FILE = Path(__file__).parent / "symptoms.yaml"

_BESIDE = (Source.DMESG, Source.AUDIT, Source.HYPERVISORS, Source.INVARIANTS)
"""What is full of things that did not work, in runs in which nothing failed too; and what was seen beside the operation."""

_STAGES = {
    Source.NOVA_API: Stage.API,
    Source.NOVA_SCHEDULER: Stage.SCHEDULING,
    Source.PLACEMENT_API: Stage.SCHEDULING,
    Source.CONSOLE: Stage.GUEST,
    Source.NOVA_COMPUTE: Stage.COMPUTE,
    Source.LIBVIRT: Stage.COMPUTE,
    Source.QEMU: Stage.COMPUTE,
}


class Symptom(Noun):
    """A line that does not tell its cause, what it shows, and what would tell the cause."""

    pattern: Pattern
    symptom: str
    read: str
    stage: Stage | None = None


class Wording(Noun):
    """The content of symptoms.yaml."""

    error: Pattern = Field(description="a line that speaks of an error")
    complaint: Pattern = Field(description="a line that speaks of something that did not work, in whatever words")
    frame: Pattern = Field(description="a line that only stands around an error, or that healthy services log too")
    wrapper: Pattern = Field(description="what a line begins with whose end gives the reason of a symptom")
    housekeeping: Pattern = Field(description="a line that services also say beside the operation")
    symptoms: tuple[Symptom, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Shown:
    """Symptoms that were seen, and a line of error that is none of them, if there is one."""

    symptoms: tuple[tuple[Symptom, Quote], ...]
    error: Quote | None

    @property
    def stage(self) -> Stage | None:
        """How far the operation had come, as far as that can be told."""
        told = [symptom.stage for symptom, _ in self.symptoms if symptom.stage]
        return next(iter(told), _STAGES.get(self.error.source) if self.error else None)


@cache
def _wording() -> Wording:
    found: Wording = read_data_file(_FILE, Wording)
    return found


def symptoms() -> tuple[Symptom, ...]:
    """All that are known, in the order of their file."""
    return _wording().symptoms


@cache
def patterns() -> Patterns:
    """All that is looked for to tell symptoms from errors."""
    return Patterns.of((_wording().error, *(symptom.pattern for symptom in symptoms())))


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def is_housekeeping(line: str) -> bool:
    """Whether a line is one that services also say beside the operation."""
    return bool(_compiled(_wording().housekeeping).search(line))


def _wrapper_of(line: str) -> Any:
    """What stands before the reason in a line of a symptom; None if the line is none."""
    return _compiled(_wording().wrapper).match(line)


def _is_frame(line: str) -> bool:
    return bool(_compiled(_wording().frame).search(line))


def shown(bundle: Bundle) -> Shown:
    """The symptoms in a bundle, and an error that none of them covers."""
    seen = Matches(bundle, patterns())
    found = tuple((symptom, seen.of(symptom.pattern)[0].quote) for symptom in symptoms() if seen.of(symptom.pattern))
    shows = [sighting for symptom in symptoms() for sighting in seen.of(symptom.pattern)]
    covered = {sighting.line for sighting in shows}
    # A symptom that goes on with a reason tells of an error, in whatever words.
    told = (*seen.of(_wording().error), *(sighting for sighting in shows if _wrapper_of(sighting.line)))
    errors = (sighting.quote for sighting in told if sighting.whole and _is_error_of_its_own(sighting.line, covered))
    error = next(errors, None)
    return Shown(found, error if error or found else next(_complaints(bundle), None))


def _complaints(bundle: Bundle) -> Iterator[Quote]:
    """Lines of what people paste that tell of something that did not work."""
    complaint = _compiled(_wording().complaint)
    for evidence in bundle.evidence:
        if evidence.source in _BESIDE or len(evidence.text) > PASTED:
            continue
        for line in undone(evidence.text.encode("utf-8", "replace")).decode("utf-8", "replace").splitlines():
            if len(line) <= LONGEST and complaint.search(line) and not _is_frame(line):
                yield Quote(source=evidence.source, line=line.strip(), host=evidence.host)


def _is_error_of_its_own(line: str, covered: set[str]) -> bool:
    """Whether a line tells of an error beyond the symptoms that cover it."""
    wrapped = _wrapper_of(line)
    if wrapped:
        inner = line[wrapped.end() :].encode()
        of_symptoms = [number for number in patterns().found_in(inner) if number != patterns().number[_wording().error]]
        return len(inner.split()) > 2 and not of_symptoms
    return line not in covered and not _is_frame(line)
