"""What a host answered, taken apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from conformance.diagnosis.evidence.sides import side_of
from conformance.model.evidence import Evidence, Gap, Source
from conformance.model.operation import Operation
from conformance.probe.chunks import Chunk

MOST_PARTS = 200
"""Parts of one answer that are read: a host has about 20 logs and facts, and may say as many gaps."""

_PART = "\035"
_FIELD = "\037"
_BEGAN = "\036"
"""Between what a log said before the operation and what it said since."""

_SOURCES = {str(source): source for source in Source}
"""What a part may be of; a part of anything else is damaged, and left out."""


ServiceLines = Callable[[Mapping[str, Chunk]], Iterable[str]]
"""Makes lines of facts of what the managers of services answered."""


@dataclass(frozen=True)
class Part:
    """One part of an answer: its kind (clock, log, fact, gap, service), what it is of, what it says of that, and its text."""

    kind: str
    of: str
    detail: str
    text: str


def parts_of(answer: str) -> Iterator[Part]:
    """The parts of what read_host.sh wrote; what it does not understand of a damaged answer is left out."""
    for block in answer.split(_PART, MOST_PARTS + 1)[1 : MOST_PARTS + 1]:
        header, _, text = block.partition("\n")
        kind, _, about = header.partition(_FIELD)
        of, found, detail = about.partition(_FIELD)
        if found:
            yield Part(kind, of, detail, text.strip("\n"))


def evidence_of(
    answer: str,
    host: str,
    operation: Operation,
    sent: float,
    received: float,
    services: ServiceLines = lambda _: (),
) -> Iterator[Evidence | Gap]:
    """What the answer comes to, one piece of evidence a source; its text is empty where a log was read that says nothing of the operation.

    :param sent: when the host was asked, in epoch seconds of the clock here
    :param received: when all of its answer was here
    :param services: makes lines of facts of what the managers of services answered
    """
    side = side_of(host, operation)
    parts = list(parts_of(answer))
    said = {part.of: _as_chunk(part) for part in parts if part.kind == "service"}
    clock = {part.of: moment for part in parts if part.kind == "clock" and (moment := _moment(part.detail)) is not None}
    for part in parts:
        source = _SOURCES.get(part.of)
        if part.kind == "gap" and source:
            yield Gap(source=source, why=part.detail, host=host)
        elif part.kind == "log" and source:
            *earlier, since = part.text.split(_BEGAN, 1)
            for text in earlier:
                yield Evidence(source=source, text=text.strip("\n"), host=host, side=side, earlier=True)
            yield Evidence(source=source, text=since.replace(_BEGAN, "").strip("\n"), host=host, side=side)
        elif part.kind == "fact":
            facts = [drift(clock, sent, received), part.text, *services(said)]
            yield Evidence(source=Source.HOST, text="\n".join(fact for fact in facts if fact), host=host, side=side)


def _as_chunk(part: Part) -> Chunk:
    status = int(part.detail) if part.detail.isdecimal() and len(part.detail) <= 3 else None
    return Chunk(name=part.of, text=part.text, rc=status, error="" if status == 0 else " ".join(part.text.split()))


def _moment(said: str) -> float | None:
    """Epoch seconds as the host wrote them; None where they are no finite number."""
    try:
        moment = float(said)
    except ValueError:
        return None
    return moment if isfinite(moment) else None


def drift(clock: dict[str, float], sent: float, received: float) -> str | None:
    """How far the host's clock is ahead of the clock here, and how sure that is.

    The host looked at its clock after it was asked (which bounds the difference above) and before its answer came (below).
    """
    if "start" not in clock:
        return None
    above = clock["start"] - sent
    below = clock.get("end", clock["start"]) - received
    return (
        f"clock: {(above + below) / 2:+.1f} s from the clock of the machine that runs the suite, give or take {(above - below) / 2:.1f} s"
    )
