"""Looks at a server that is on the move: its status, task and host, and the migration record, until all of them agree."""

import time
from dataclasses import dataclass

from conformance.run.nova import MigrationRecord, Nova, ServerState
from conformance.run.operations.perform import WentWrong
from conformance.run.wait import Seen

_FAILED = frozenset({"error", "failed", "cancelled"})

_UNMOVED_LOOKS = 3
"""So many looks in a row at a server at rest without a migration record, and the request has come to nothing."""

_ROLLBACK = 60.0
"""Seconds that a failed migration may take to bring its server to rest, before we look at what it left."""


@dataclass(frozen=True)
class Landing:
    """How a move should end: the server's status, the migration record's, and the host (None: as the record says)."""

    status: str
    record: str
    host: str | None

    def __str__(self) -> str:
        return f"{self.status}, no task, on {self.host or 'the host of the migration record'}, migration {self.record}"


class MoveWatch:
    """Looks at one move of one server.

    :param known: uuids of the migration records that are not of this move
    :ivar scheduled: the destination, once a migration record has it
    """

    def __init__(self, nova: Nova, server_id: str, landing: Landing, known: frozenset[str]) -> None:
        self._nova = nova
        self._server_id = server_id
        self._landing = landing
        self._known = known
        self.scheduled: str | None = None
        self._unmoved = 0
        self._failing_since: float | None = None

    def look(self) -> Seen[ServerState]:
        """One look. :raises WentWrong: the move has failed, and the server has come to rest"""
        server = self._nova.server(self._server_id)
        records = [record for record in self._nova.migrations(self._server_id) if record.uuid not in self._known]
        record = records[-1] if records else None
        self.scheduled = record.destination if record else None
        state = _in_words(server, record)
        self._check(server, record, state)
        wanted = self._landing.host or self.scheduled
        done = (
            server.at_rest
            and server.status == self._landing.status
            and server.host == wanted
            and record is not None
            and record.status == self._landing.record
        )
        return Seen(done, state, server)

    def _check(self, server: ServerState, record: MigrationRecord | None, state: str) -> None:
        if server.at_rest and server.status == "ERROR":
            raise WentWrong(state, server.host)
        if record is not None and record.status in _FAILED:
            self._failing_since = self._failing_since or time.monotonic()
            if server.at_rest or time.monotonic() - self._failing_since > _ROLLBACK:
                raise WentWrong(state, server.host)
        self._unmoved = self._unmoved + 1 if record is None and server.at_rest else 0
        if self._unmoved == _UNMOVED_LOOKS:
            raise WentWrong(f"{state}: nothing came of the request", server.host)


def look_at_rest(nova: Nova, server_id: str, host: str | None) -> Seen[ServerState]:
    """One look at a server that should come to be ACTIVE, without a task, on that host. :raises WentWrong: it is in ERROR"""
    server = nova.server(server_id)
    state = _in_words(server, None)
    if server.at_rest and server.status == "ERROR":
        raise WentWrong(state, server.host or host)
    return Seen(server.at_rest and server.status == "ACTIVE" and server.host == host, state, server)


def _in_words(server: ServerState, record: MigrationRecord | None) -> str:
    words = [f"status {server.status}", f"task {server.task}", f"host {server.host}"]
    if record is not None:
        words.append(f"migration {record.status} ({record.source} to {record.destination})")
    if server.fault:
        words.append(f"fault: {server.fault}")
    return ", ".join(words)
