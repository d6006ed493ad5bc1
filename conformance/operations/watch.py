"""Looks at a server that is on the move: its status, task and host, and the migration record, until all of them agree."""

import time
from dataclasses import dataclass

from conformance.cloud.nova import MigrationRecord, Nova, ServerState
from conformance.cloud.wait import LastSeen
from conformance.operations.perform import WentWrong

_FAILED = frozenset({"error", "failed", "cancelled"})

_GOING_ON = frozenset({"accepted", "queued", "preparing", "pre-migrating", "running", "migrating", "post-migrating"})
"""While its record says one of these, a move has not ended, and the server has hardly more to say."""

_SERVER_EVERY = 3
"""While a record says that its move goes on, every so manieth look is at the server too: it may have failed on its own."""

_UNMOVED_LOOKS = 3
"""So many looks in a row at a server at rest without a migration record, and the request has come to nothing."""

_COMES_TO_REST = 0.5
"""Seconds that the server of a failed migration is given to come to rest before the failure is told: nearly always it already has."""


@dataclass(frozen=True)
class Landing:
    """How a move should end: the server's status, the migration record's, and the host (None: as the record says)."""

    status: str
    record: str
    host: str | None

    def __str__(self) -> str:
        return f"{self.status}, no task, on {self.host or 'the host of the migration record'}, migration {self.record}"


class MoveWatch:
    """Looks at one move of one server: one call a look, two where the record does not say that the move goes on.

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
        self._server: ServerState | None = None
        self._looks = 0

    def record(self) -> MigrationRecord | None:
        """The move's migration record; None while there is none."""
        records = [record for record in self._nova.migrations(self._server_id) if record.uuid not in self._known]
        return records[-1] if records else None

    def look(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: the move has failed"""
        record = self.record()
        self.scheduled = record.destination if record else None
        going_on = record is not None and record.status in _GOING_ON
        if self._server is None or not going_on or self._looks % _SERVER_EVERY == 0:
            self._server = self._nova.server(self._server_id)
        self._looks += 1
        server = self._server
        state = in_words(server, record)
        self._check(server, record, state)
        wanted = self._landing.host or self.scheduled
        done = (
            server.at_rest
            and server.status == self._landing.status
            and server.host == wanted
            and record is not None
            and record.status == self._landing.record
        )
        return LastSeen(done, state, server, soon=self._failing_since is not None)

    def _check(self, server: ServerState, record: MigrationRecord | None, state: str) -> None:
        if server.at_rest and server.status == "ERROR":
            raise WentWrong(state, server.host)
        if record is not None and record.status in _FAILED:
            self._failing_since = self._failing_since or time.monotonic()
            if server.at_rest or time.monotonic() - self._failing_since >= _COMES_TO_REST:
                raise WentWrong(state, server.host)
        self._unmoved = self._unmoved + 1 if record is None and server.at_rest else 0
        if self._unmoved == _UNMOVED_LOOKS:
            raise WentWrong(f"{state}: nothing came of the request", server.host)


def look_at_rest(nova: Nova, server_id: str, host: str | None) -> LastSeen[ServerState]:
    """One look at a server that should come to be ACTIVE, without a task, on that host. :raises WentWrong: it is in ERROR"""
    server = nova.server(server_id)
    state = in_words(server, None)
    if server.at_rest and server.status == "ERROR":
        raise WentWrong(state, server.host or host)
    return LastSeen(server.at_rest and server.status == "ACTIVE" and server.host == host, state, server)


def in_words(server: ServerState, record: MigrationRecord | None) -> str:
    """A server's state, and that of its migration, if there is one, as failures tell it."""
    words = [f"status {server.status}", f"task {server.task}", f"host {server.host}"]
    if record is not None:
        words.append(f"migration {record.status} ({record.source} to {record.destination})")
    if server.fault:
        words.append(f"fault: {server.fault}")
    return ", ".join(words)
