"""Evidence that shows that something failed, and not why."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import re2

from conformance.classify.cause import Pattern
from conformance.classify.lines import LONGEST
from conformance.classify.normalise import undone
from conformance.classify.patterns import Patterns
from conformance.classify.seen import PASTED, Seen
from conformance.model.base import Noun
from conformance.model.data_file import read_data_file
from conformance.model.evidence import Bundle, Source
from conformance.model.verdict import Quote, Stage

_FILE = Path(__file__).parent / "symptoms.yaml"

ERROR = (
    r"\b(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Fault|Failure|Timeout|NotFound|Conflict|Invalid\w*|Unavailable|Denied|Forbidden|Exceeded)"
    r"\b(?:\(|: )|\b(?:ERROR|CRITICAL)\b|\b[Ee]rror: |\b[Ff]ailed to |\bfault \d{3}: "
)
"""A line that speaks of an error."""

_COMPLAINT = re2.compile(
    r"(?i)error\b|\bfail(?:ed|s|ure)|non-zero|\bcan(?:no|')t\b|\bcould ?n[o']t\b|\bunable to\b|\bdenied\b|\brefused\b|"
    r"\bnot (?:supported|found|allowed|valid)\b|"
    r"\bunsupported\b|\binvalid\b|\bno such\b|\bdoes not (?:have|exist|support)\b|\btimed? ?out\b|\bexceed(?:s|ed)\b|\balready \w+|"
    r"\(HTTP [45]\d\d\)|"
    r"\btoo (?:old|small|large|many)\b|\blarger than\b|\bat most\b|\bNotSupported\b"
)
"""A line that speaks of something that did not work, in whatever words: where people paste, no log level says so."""

_BESIDE = (Source.DMESG, Source.AUDIT, Source.HYPERVISORS, Source.INVARIANTS)
"""What is full of things that did not work, in runs in which nothing failed too; and what was seen beside the operation."""

_FRAME = re2.compile(
    r"Traceback \(most recent|File \"\S+\", line \d+|\braise [\w.]+\(|six\.reraise|During handling of the above|"
    r"\b(?:WARNING|INFO|DEBUG)\b|AMQP server on \S+ is unreachable|(?i:\[?\bwarning\b)|no line in it tells of a failure$|^\W*$|"
    # Nova takes these for a success, and logs them with a traceback
    r"Binding for port \S+ (?:on|and) host \S+ is already active|Neutron server returns request_ids: |"
    r"\bERROR \S+(?: \[[^\]]*\])*\s*(?:self\.|return |with |raise |yield |\^+|\w+ ?= ?|\*\*?\w|\w[\w.]*\(|[\])}'\",]|$)"
)
"""A line that only stands around an error, or that healthy services log too."""

_WRAPPER = re2.compile(
    r"(?i).*(?:was re-?scheduled|Build of instance \S+ aborted|exception during message handling|instance failed to spawn|"
    r"live migration failure): *"
)

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
def symptoms() -> tuple[Symptom, ...]:
    """All that are known, in the order of their file."""
    found: tuple[Symptom, ...] = read_data_file(_FILE, tuple[Symptom, ...])
    return found


@cache
def patterns() -> Patterns:
    """All that is looked for to tell symptoms from errors."""
    return Patterns.of((ERROR, *(symptom.pattern for symptom in symptoms())))


def shown(bundle: Bundle) -> Shown:
    """The symptoms in a bundle, and an error that none of them covers."""
    seen = Seen(bundle, patterns())
    found = tuple((symptom, seen.of(symptom.pattern)[0].quote) for symptom in symptoms() if seen.of(symptom.pattern))
    shows = [sighting for symptom in symptoms() for sighting in seen.of(symptom.pattern)]
    covered = {sighting.line for sighting in shows}
    # A symptom that goes on with a reason tells of an error, in whatever words.
    told = (*seen.of(ERROR), *(sighting for sighting in shows if _WRAPPER.match(sighting.line)))
    errors = (sighting.quote for sighting in told if sighting.whole and _is_error_of_its_own(sighting.line, covered))
    error = next(errors, None)
    return Shown(found, error if error or found else next(_complaints(bundle), None))


def _complaints(bundle: Bundle) -> Iterator[Quote]:
    """Lines of what people paste that tell of something that did not work."""
    for evidence in bundle.evidence:
        if evidence.source in _BESIDE or len(evidence.text) > PASTED:
            continue
        for line in undone(evidence.text.encode("utf-8", "replace")).decode("utf-8", "replace").splitlines():
            if len(line) <= LONGEST and _COMPLAINT.search(line) and not _FRAME.search(line):
                yield Quote(source=evidence.source, line=line.strip(), host=evidence.host)


def _is_error_of_its_own(line: str, covered: set[str]) -> bool:
    """Whether a line tells of an error beyond the symptoms that cover it."""
    wrapped = _WRAPPER.match(line)
    if wrapped:
        inner = line[wrapped.end() :].encode()
        of_symptoms = [number for number in patterns().found_in(inner) if number != patterns().number[ERROR]]
        return len(inner.split()) > 2 and not of_symptoms
    return line not in covered and not _FRAME.search(line)
