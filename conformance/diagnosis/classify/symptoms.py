"""Evidence that shows that something failed, and not why."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.diagnosis.chain.story import Story
from conformance.diagnosis.classify.matches import PASTED, Matches
from conformance.diagnosis.patterns.lines import LONGEST
from conformance.diagnosis.patterns.normalise import undone
from conformance.diagnosis.records.wording import Symptom, compiled, is_frame, patterns, symptoms, wording, wrapper_of
from conformance.model.evidence import Bundle, Source
from conformance.model.verdict import Quote, Stage

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


def shown(story: Story) -> Shown:
    """The symptoms in a bundle, and an error that none of them covers."""
    seen = Matches(story, patterns())
    found = tuple((symptom, seen.of(symptom.pattern)[0].quote) for symptom in symptoms() if seen.of(symptom.pattern))
    shows = [sighting for symptom in symptoms() for sighting in seen.of(symptom.pattern)]
    covered = {sighting.line for sighting in shows}
    # A symptom that goes on with a reason tells of an error, in whatever words.
    told = (*seen.of(wording().error), *(sighting for sighting in shows if wrapper_of(sighting.line)))
    errors = (sighting.quote for sighting in told if sighting.whole and _is_error_of_its_own(sighting.line, covered))
    error = next(errors, None)
    return Shown(found, error if error or found else next(_complaints(story.bundle), None))


def _complaints(bundle: Bundle) -> Iterator[Quote]:
    """Lines of what people paste that tell of something that did not work."""
    complaint = compiled(wording().complaint)
    for evidence in bundle.evidence:
        if evidence.source in _BESIDE or len(evidence.text) > PASTED:
            continue
        for line in undone(evidence.text.encode("utf-8", "replace")).decode("utf-8", "replace").splitlines():
            if len(line) <= LONGEST and complaint.search(line) and not is_frame(line):
                yield Quote(source=evidence.source, line=line.strip(), host=evidence.host)


def _is_error_of_its_own(line: str, covered: set[str]) -> bool:
    """Whether a line tells of an error beyond the symptoms that cover it."""
    wrapped = wrapper_of(line)
    if wrapped:
        inner = line[wrapped.end() :].encode()
        of_symptoms = [number for number in patterns().found_in(inner) if number != patterns().number[wording().error]]
        return len(inner.split()) > 2 and not of_symptoms
    return line not in covered and not is_frame(line)
