"""Cuts a text into records."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from conformance.diagnosis.records.headers import Header, header, requests
from conformance.diagnosis.records.record import Level, Record
from conformance.model.evidence import Evidence, Source

_TOLD = (Source.SERVER_FAULT, Source.EVENTS, Source.MIGRATION, Source.SERVICES, Source.AGENTS, Source.PORTS, Source.VOLUMES)
"""What an API tells: each entry begins in a way of its own, and goes on until the next one."""

_BEGINS = ("event ", "action ", "fault ", "server status", "live-migration ", "migration ", "resize ", "port ")


def records_of(evidence: Evidence, lines: list[str]) -> list[Record]:
    """The records of a text, in its order.

    :param lines: the text's lines, unwrapped and normalised
    """
    starts = list(_starts(evidence, lines))
    found: list[Record] = []
    for (first, head), (last, _) in pairwise([*starts, (len(lines), None)]):
        if head is None:
            found.append(Record(evidence, first, last, lines[first].strip(), requests=requests(lines[first])))
            continue
        found.append(
            Record(
                evidence,
                first,
                last,
                head.message.strip(),
                time=head.time,
                level=head.level,
                module=head.module,
                process=head.process,
                host=head.host,
                requests=head.requests,
                instances=head.instances,
                parsed=True,
                anonymous=head.anonymous,
            )
        )
    return _with_level_of_trace(found, lines)


def _starts(evidence: Evidence, lines: list[str]) -> Iterator[tuple[int, Header | None]]:
    told = evidence.source in _TOLD
    open_header: Header | None = None
    begun = False
    # of each logger of each process, what it said last with its context
    said: dict[tuple[str | None, str | None], Header] = {}
    for number, line in enumerate(lines):
        if told:
            if not begun or line.startswith(_BEGINS):
                begun = True
                yield number, None
            continue
        head = header(line) if line else None
        if head is None:
            if not begun:
                begun = True
                yield number, None
            elif open_header is None and line.strip() and not line[0].isspace() and not _goes_on(lines[number - 1]):
                # nothing before it had a header: a pasted text, each line of which may stand for itself
                yield number, None
            continue
        begun = True
        if _continues(open_header, head):
            continue
        logger = (head.process, head.module)
        if not head.bare:
            said[logger] = head
        elif (before := said.get(logger)) and before.level == head.level and (not head.instances or head.instances == before.instances):
            # others spoke in between
            head = replace(head, requests=before.requests, instances=before.instances, anonymous=before.anonymous)
        open_header = head
        yield number, head


def _goes_on(line: str) -> bool:
    """Whether the line before belongs together with the next: a traceback is one record, its error included."""
    return line[:1].isspace() or line.startswith("Traceback (") or not line.strip()


def _continues(before: Header | None, head: Header) -> bool:
    """Whether it is a further line of what the same logger said, which oslo.log prefixes like the first one, but for the context."""
    return (
        before is not None
        and head.bare
        and head.level in (Level.ERROR, Level.CRITICAL, Level.WARNING)
        and before.level is not None
        and before.module == head.module
        and before.process == head.process
        and (not head.instances or before.instances == head.instances or not before.instances)
        and (before.level == head.level or before.level >= Level.WARNING)
    )


def _with_level_of_trace(records: list[Record], lines: list[str]) -> list[Record]:
    """A record without a level that holds a traceback is an error."""
    return [
        replace(record, level=Level.ERROR)
        if record.level is None and any(line.startswith("Traceback (") for line in lines[record.first : record.last])
        else record
        for record in records
    ]
