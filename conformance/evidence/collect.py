"""Gathers what the cloud says of one failed operation. Every collector runs under a time limit and none can stop another."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from openstack.connection import Connection

from conformance.evidence.collectors.agents import agents
from conformance.evidence.collectors.events import events
from conformance.evidence.collectors.migration import migration
from conformance.evidence.collectors.ports import ports
from conformance.evidence.collectors.server_fault import server_fault
from conformance.evidence.collectors.services import services
from conformance.evidence.redact import redact
from conformance.evidence.sides import hosts_of
from conformance.model.evidence import Bundle, Evidence, Gap, Source
from conformance.model.operation import Operation

Collector = Callable[[Connection, Operation], Iterable[Evidence]]

COLLECTORS: Mapping[Source, Collector] = {
    Source.SERVER_FAULT: server_fault,
    Source.EVENTS: events,
    Source.MIGRATION: migration,
    Source.SERVICES: services,
    Source.AGENTS: agents,
    Source.PORTS: ports,
}
"""Each source that can be read, and what reads it. A further source of evidence is one file and one line here."""

TIME_LIMIT = 75.0
"""Seconds that a collector may take; the slowest look again at a late heartbeat until the cloud calls its sender dead."""

_NOT_COLLECTED = "the services' logs on the hosts are not read; look there for the operation's request id"


@dataclass
class _Reading:
    """One collector at work: what it has read so far, and what went wrong."""

    source: Source
    evidence: list[Evidence] = field(default_factory=list)
    trouble: str | None = None

    def read(self, collector: Collector, conn: Connection, operation: Operation) -> None:
        """Runs the collector; whatever it meets becomes a gap."""
        try:
            for piece in collector(conn, operation):
                self.evidence.append(piece)
        except Exception as trouble:  # noqa: BLE001 - fail forward: a collector that fails is recorded and stops no other
            self.trouble = " ".join(f"{type(trouble).__name__}: {trouble}".split())


def collect(
    conn: Connection,
    operation: Operation,
    bundle_id: str,
    *,
    collectors: Mapping[Source, Collector] = COLLECTORS,
    time_limit: float = TIME_LIMIT,
) -> Bundle:
    """All that can be had about the operation, redacted; what could not be had is a gap in the bundle. Raises nothing.

    :param bundle_id: the bundle's id, also the name of the file it is saved under
    :param time_limit: seconds for each collector; they run side by side
    """
    readings = [_Reading(source) for source in collectors]
    threads = [
        # A daemon, so that a collector that hangs for ever holds up neither the other tests nor the end of the run.
        threading.Thread(target=reading.read, args=(collectors[reading.source], conn, operation), daemon=True)
        for reading in readings
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + time_limit
    gaps = []
    for reading, thread in zip(readings, threads, strict=True):
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            gaps.append(Gap(source=reading.source, why=f"not read within {time_limit:g} s"))
        elif reading.trouble:
            gaps.append(Gap(source=reading.source, why=redact(reading.trouble)))
    gaps.extend(Gap(source=Source.NOVA_COMPUTE, why=_NOT_COLLECTED, host=host) for host in hosts_of(operation))
    return Bundle(
        id=bundle_id,
        operation=operation.kind.value,
        evidence=tuple(piece.model_copy(update={"text": redact(piece.text)}) for reading in readings for piece in tuple(reading.evidence)),
        gaps=tuple(gaps),
        source=operation.source,
        destination=operation.destination,
    )
