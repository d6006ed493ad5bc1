"""The failures that evidence tells of, where it tells of many: a log of a day holds other people's failures beside one's own.

Records of errors are put together by what they say without ids and numbers, and by the request or instance that they name. Of each kind of
failure the first one is classified as if it were the operation; the others are counted.
"""

from collections import defaultdict
from collections.abc import Iterable

from conformance.diagnosis.chain.story import Story, Told, story_of
from conformance.diagnosis.chain.subject import wording_of
from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.records.record import Level
from conformance.diagnosis.records.wording import is_frame, is_healthy, is_housekeeping
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.evidence import Bundle
from conformance.model.verdict import Incident, Verdict

MOST = 40
"""Kinds of failures that are classified; those that happened most often."""


def incidents(bundle: Bundle, taxonomy: Taxonomy) -> tuple[Incident, ...]:
    """The failures that a bundle tells of, those that happened most often first; of one operation's evidence, that one alone."""
    kinds: dict[str, dict[str, Told]] = defaultdict(dict)
    for told in _failures(story_of(bundle)):
        record = told.record
        name = next(iter((*record.instances, *record.requests)), "")
        kinds[wording_of(record.message)].setdefault(name, told)
    often = sorted(kinds.values(), key=lambda failures: -len(failures))[:MOST]
    found: dict[tuple[str, str | None], list[tuple[Verdict, dict[str, Told]]]] = defaultdict(list)
    for failures in often:
        verdict = classify(_of(bundle, next(iter(failures.values()))), taxonomy)
        found[verdict.cause, verdict.host if verdict.confidence else verdict.fingerprint].append((verdict, failures))
    counted = [_incident(same[0][0], [one for _, failures in same for one in failures.items()]) for same in found.values()]
    return tuple(sorted(counted, key=lambda incident: -incident.count))


def _failures(story: Story) -> Iterable[Told]:
    """Records of errors that are an operation's: they name a request of a user, or an instance."""
    for told in story.told:
        record, line = told.record, told.lines[0]
        if not (record.instances or (record.requests and not record.anonymous)) or record.level is None or record.level < Level.ERROR:
            continue
        if not (is_frame(line) or is_housekeeping(line) or is_healthy(line)):
            yield told


def _of(bundle: Bundle, told: Told) -> Bundle:
    """The bundle as one of the operation that a record belongs to."""
    return bundle.model_copy(update={"requests": told.record.requests, "names": told.record.instances})


def _incident(verdict: Verdict, failures: list[tuple[str, Told]]) -> Incident:
    names = {name for name, _ in failures}
    times = sorted(time for _, told in failures if (time := told.time_written))
    return Incident(
        cause=verdict.cause,
        detail=verdict.detail,
        host=verdict.host,
        fingerprint=verdict.fingerprint,
        count=len(names),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        name=failures[0][0] or None,
    )
