"""What a host answered, taken apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from conformance.diagnosis.evidence.sides import side_of
from conformance.diagnosis.records.wrappers import of_journal
from conformance.model.evidence import Evidence, Gap, Source
from conformance.model.facts import Clock
from conformance.model.operation import Operation
from conformance.probe.chunks import GROUP, Chunk, told
from conformance.probe.clocks import clock_of

MOST_CHUNKS = 200
"""Chunks of one answer that are read: a host has about 20 logs and facts, and may say as many gaps."""

_IN_PART = 3
"""Exit status of a log that was read in part."""

_SOURCES = {f"log {source}": source for source in Source}
"""What a chunk may be the log of; a chunk of anything else is damaged, and left out."""

FactLines = Callable[[Mapping[str, Chunk]], Iterable[str]]
"""Makes lines of facts of what is read here and not on the host."""


def evidence_of(
    answer: str, host: str, operation: Operation, sent: float, received: float, more: FactLines = lambda _: ()
) -> Iterator[Evidence | Gap]:
    """What the answer comes to, one piece of evidence a source; its text is empty where a log was read that says nothing of the operation.

    :param sent: when the host was asked, in epoch seconds of the clock here
    :param received: when all of its answer was here
    :param more: makes further lines of facts
    """
    side = side_of(host, operation)
    said = list(told(answer, MOST_CHUNKS))
    for chunk in said:
        if source := _SOURCES.get(chunk.name):
            if chunk.ok or chunk.rc == _IN_PART or chunk.text.strip():
                *earlier, since = of_journal(chunk.text).split(GROUP, 1)
                for text in earlier:
                    yield Evidence(source=source, text=text.strip("\n"), host=host, side=side, earlier=True)
                yield Evidence(source=source, text=since.replace(GROUP, "").strip("\n"), host=host, side=side)
            if not chunk.ok:
                yield Gap(source=source, why=chunk.why_not, host=host)
    facts = [chunk for chunk in said if chunk.name.startswith("host ")]
    if facts:
        by_name = {chunk.name: chunk for chunk in said}
        clock = clock_of(by_name, sent, received)
        texts = [drift(clock) if clock else "", *(chunk.text.strip("\n") for chunk in facts), *more(by_name)]
        yield Evidence(source=Source.HOST, text="\n".join(text for text in texts if text), host=host, side=side)
        for chunk in facts:
            if chunk.not_begun or chunk.rc is None:
                yield Gap(source=Source.HOST, why=f"{chunk.name.removeprefix('host ')}: {chunk.why_not}", host=host)


def drift(clock: Clock) -> str:
    """How far the host's clock is ahead of the clock here, and how sure that is."""
    middle, half = (clock.most + clock.least) / 2, (clock.most - clock.least) / 2
    return f"clock: {middle:+.1f} s from the clock of the machine that runs the suite, give or take {half:.1f} s"
