"""Gathers what the cloud says of one failed operation. Every collector runs under a time limit and none can stop another."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Self

from openstack.connection import Connection

from conformance.diagnosis.evidence.collectors.agents import agents
from conformance.diagnosis.evidence.collectors.console import console
from conformance.diagnosis.evidence.collectors.events import events
from conformance.diagnosis.evidence.collectors.hypervisors import hypervisors
from conformance.diagnosis.evidence.collectors.image import image
from conformance.diagnosis.evidence.collectors.migration import migration
from conformance.diagnosis.evidence.collectors.placement import placement
from conformance.diagnosis.evidence.collectors.ports import ports
from conformance.diagnosis.evidence.collectors.server_fault import server_fault
from conformance.diagnosis.evidence.collectors.services import services
from conformance.diagnosis.evidence.collectors.volumes import volumes
from conformance.diagnosis.evidence.hosts.reader import HostReader
from conformance.diagnosis.evidence.hosts.traces import Traces, trace
from conformance.diagnosis.evidence.known_secrets import secrets_of
from conformance.diagnosis.evidence.sides import hosts_of
from conformance.model.evidence import Bundle, Evidence, Gap, Source
from conformance.model.operation import Operation
from conformance.text.redact import redact

Collector = Callable[[Connection, Operation], Iterable[Evidence]]

COLLECTORS: Mapping[Source, Collector] = {
    Source.SERVER_FAULT: server_fault,
    Source.EVENTS: events,
    Source.MIGRATION: migration,
    Source.SERVICES: services,
    Source.AGENTS: agents,
    Source.PORTS: ports,
    Source.PLACEMENT: placement,
    Source.HYPERVISORS: hypervisors,
    Source.VOLUMES: volumes,
    Source.IMAGE: image,
    Source.CONSOLE: console,
}
"""Each source that can be read, and what reads it. A further source of evidence is one file and one line here."""

TIME_LIMIT = 75.0
"""Seconds that a collector may take; the slowest look again at a late heartbeat until the cloud calls its sender dead."""

MOST_TEXT = 256 * 1024
"""Characters that are kept of one piece of evidence: a host's log comes to 56 KiB, and no API's answer to so much."""

MOST_WORDS = 4 * 1024
"""Characters that are kept of the reason for a gap."""

MOST_PIECES = 1000
"""Pieces of evidence and gaps that are kept of one collector."""

MOST_OF_ALL = 4 * 1024**2
"""Characters that are kept of one collector: to redact a million of them takes seconds."""

_NO_ACCESS = "the run has no access to hosts; look there for the operation's request id"


class _Reading:
    """One collector at work, in a thread of its own: what it has read so far, and what went wrong.

    sources are what cannot be known if it fails.
    """

    def __init__(self, sources: tuple[Source, ...], host: str | None, collector: Callable[[], Iterable[Evidence | Gap]]) -> None:
        self._sources = sources
        self._host = host
        self._collector = collector
        self._read: list[Evidence | Gap] = []
        self._trouble: str | None = None
        # A daemon, so that a collector that hangs for ever holds up neither the other tests nor the end of the run.
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            characters = 0
            for piece in map(_shortened, self._collector()):
                characters += len(piece.why if isinstance(piece, Gap) else piece.text)
                if len(self._read) == MOST_PIECES or characters > MOST_OF_ALL:
                    self._trouble = f"more than {MOST_PIECES} pieces of evidence or {MOST_OF_ALL} characters: the others were left out"
                    break
                self._read.append(piece)
        except Exception as trouble:  # noqa: BLE001 - fail forward: a collector that fails is recorded and stops no other
            self._trouble = " ".join(f"{type(trouble).__name__}: {trouble}"[:MOST_WORDS].split())

    def result(self, deadline: float, time_limit: float) -> list[Evidence | Gap]:
        """What was read until the deadline (monotonic), with a gap for each source if that was not all."""
        self._thread.join(max(0.0, deadline - time.monotonic()))
        why = f"not read within {time_limit:g} s" if self._thread.is_alive() else self._trouble
        return [*self._read, *(Gap(source=source, why=why, host=self._host) for source in self._sources if why)]


def _shortened(piece: Evidence | Gap) -> Evidence | Gap:
    """The piece, or its beginning and how much was left out: limits that a host or an API keeps to are its own to break."""
    if isinstance(piece, Gap):
        return piece.model_copy(update={"why": _beginning(piece.why, MOST_WORDS)}) if len(piece.why) > MOST_WORDS else piece
    return piece.model_copy(update={"text": _beginning(piece.text, MOST_TEXT)}) if len(piece.text) > MOST_TEXT else piece


def _beginning(text: str, most: int) -> str:
    return f"{text[:most]}\n[{len(text) - most} more characters are left out]"


def collect(
    conn: Connection,
    operation: Operation,
    bundle_id: str,
    reader: HostReader | None = None,
    *,
    collectors: Mapping[Source, Collector] = COLLECTORS,
    time_limit: float = TIME_LIMIT,
) -> Bundle:
    """All that can be had about the operation, redacted; what could not be had is a gap in the bundle. Raises nothing.

    :param bundle_id: the bundle's id, also the name of the file it is saved under
    :param reader: reads the hosts; None: the run has no access to them
    :param time_limit: seconds for each collector; they run side by side
    """
    deadline = time.monotonic() + time_limit
    readings = [_Reading((source,), None, partial(collector, conn, operation)).start() for source, collector in collectors.items()]
    if reader:
        traces = _Once(partial(trace, conn, operation))
        readings += [_Reading(*reading).start() for reading in reader.readings(operation, traces)]
    pieces = [piece for reading in readings for piece in reading.result(deadline, time_limit)]
    named = traces() if reader else Traces([operation.request_id, *([operation.server_id] if operation.server_id else [])])
    if reader:
        pieces += reader.unsaid({piece.source for piece in pieces if isinstance(piece, Evidence)})
    else:
        pieces += [Gap(source=Source.NOVA_COMPUTE, why=_NO_ACCESS, host=host) for host in hosts_of(operation)]
    secrets = secrets_of(conn)
    return Bundle(
        id=bundle_id,
        operation=operation.kind.value,
        evidence=tuple(
            piece.model_copy(update={"text": redact(piece.text, secrets)}) for piece in pieces if isinstance(piece, Evidence) and piece.text
        ),
        gaps=tuple(gap.model_copy(update={"why": redact(gap.why, secrets)}) for gap in pieces if isinstance(gap, Gap)),
        source=operation.source,
        destination=operation.destination,
        requests=tuple(name for name in dict.fromkeys(named.ids) if name.startswith("req-")),
        names=tuple(name for name in dict.fromkeys((*named.ids, *([named.domain] if named.domain else []))) if not name.startswith("req-")),
    )


class _Once:
    """The names to look for, asked of the APIs once for all hosts, when the first of them is read."""

    def __init__(self, ask: Callable[[], Traces]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._known: Traces | None = None

    def __call__(self) -> Traces:
        with self._lock:
            if self._known is None:
                self._known = self._ask()
            return self._known
