"""Remove what a run left in a cloud: what its ledger has and the cloud has marked as this run's; nothing else is touched."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from openstack.connection import Connection

from conformance.cleanup.own_resources import delete, own
from conformance.cleanup.volumes import IN_BLOCK_STORAGE, BlockStorage, adopt, in_block_storage
from conformance.cloud.nova import RUN_MARK, Nova, Refused, ServerState
from conformance.cloud.wait import DEFAULT_PACE, LastSeen, Pace, TimedOut, read_with_retry, wait_until
from conformance.model.base import Noun
from conformance.model.errors import CloudFault, SuiteFault
from conformance.run_dir.ledger import Entry, Kind, Ledger
from conformance.run_dir.marks import beginning

T = TypeVar("T")

_APPEARS = 45.0
"""Seconds after it was asked for in which a server that was never answered for may still appear."""

_APPEARS_SOON = 15.0
"""The same for anything else, which takes no scheduling."""

_LOOKED_FOR = 5.0
"""Seconds in which such a server is looked for, however long ago that was."""

_RESTS = 120.0
"""Seconds that a server may go on with what it is doing before it is deleted: cut short, that would leave things behind on hosts."""

_CONFLICT = 409


class Leftover(Noun):
    """Something that could not be removed, and why."""

    entry: Entry
    why: str


def sweep(
    conn: Connection, ledger: Ledger, *, budget: float = 120.0, pace: Pace = DEFAULT_PACE, tell: Callable[[str], None] = lambda _: None
) -> list[Leftover]:
    """Remove all that the ledger has and that is not known to be gone; servers first, as others are in use by them, then volumes.

    Whatever goes wrong with one thing, the others are removed. Ledger lines that are refused are not told: see Ledger.refused.

    :param budget: seconds for each thing to be gone
    :param tell: told what is being done, in lines for people
    """
    left = ledger.left()
    if left:
        tell(f"removing {counted(left)} of this run")
    sweeper = _Sweeper(conn, ledger, budget, pace, tell)
    leftovers = sweeper.remove_servers([entry for entry in left if entry.kind is Kind.SERVER])
    # what was found with the servers is in the ledger by now
    leftovers += sweeper.remove_volumes(in_block_storage(ledger.left()))
    for kind in (kind for kind in Kind if kind is not Kind.SERVER and kind not in IN_BLOCK_STORAGE):
        leftovers += sweeper.remove_others([entry for entry in left if entry.kind is kind])
    return leftovers


def would_remove(conn: Connection, ledger: Ledger) -> Iterator[str]:
    """What a sweep would remove, as it is now, in a line each. Touches nothing. :raises SuiteFault: it could not be seen"""
    left = ledger.left()
    ours = _Servers(conn, ledger.run, [entry for entry in left if entry.kind is Kind.SERVER])
    yield from (f"server {one.name} ({one.id}, {one.status} on {one.host})" for one in read_with_retry("servers", ours.there, 60.0))
    storage = BlockStorage(conn, ledger.run, in_block_storage(left))
    if storage.there_is_some:
        yield from (f"volume {one.name} ({one.id}, {one.in_words})" for one in read_with_retry("volumes", storage.volumes, 60.0))
        yield from (f"volume-snapshot {one.name} ({one.id})" for one in read_with_retry("snapshots", storage.snapshots, 60.0))
    for entry in left:
        if entry.kind is not Kind.SERVER and entry.kind not in IN_BLOCK_STORAGE:
            found = read_with_retry(f"{entry.kind} {entry.name}", lambda entry=entry: own(conn, ledger, entry), 60.0)  # type: ignore[misc]
            yield from (f"{entry.kind} {entry.name} ({id})" for id in found)


def said(trouble: Exception) -> str:
    """One line of what went wrong, of whatever kind it is."""
    text = " ".join(str(trouble).split())
    return text if isinstance(trouble, TimedOut | SuiteFault | CloudFault | Refused) else f"unforeseen: {type(trouble).__name__}: {text}"


def counted(entries: Iterable[Entry]) -> str:
    """How many of each kind: 2 servers and 1 security group."""
    kinds = [entry.kind for entry in entries]
    parts = [f"{kinds.count(kind)} {kind.replace('-', ' ')}{'' if kinds.count(kind) == 1 else 's'}" for kind in Kind if kind in kinds]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


class _Servers:
    """The servers of some entries of a ledger, found in one call: by their ids or names, and all by their marks.

    :ivar unmarked: of what was seen last, by name, the ids of those whose id the ledger has, but that are not marked as the run's
    """

    def __init__(self, conn: Connection, run: str, entries: list[Entry]) -> None:
        self._nova = Nova(conn)
        self._run = run
        self._ids = {entry.id for entry in entries}
        self._names = {entry.name for entry in entries}
        self.unmarked: dict[str, str] = {}

    def there(self) -> list[ServerState]:
        """Those that there are. One that bears a name of the ledger, but not the mark of this run, is somebody else's."""
        if not self._names:
            return []
        found = [one for one in self._nova.beginning(f"{beginning(self._run)}-") if one.id in self._ids or one.name in self._names]
        self.unmarked = {one.name: one.id for one in found if one.run != self._run and one.id in self._ids}
        return [one for one in found if one.run == self._run]


def _age(entry: Entry) -> float:
    """Seconds since it was written down; of a time that is still to come, none."""
    return max(0.0, (datetime.now(UTC) - entry.at).total_seconds()) if entry.at else _APPEARS


class _Sweeper:
    def __init__(self, conn: Connection, ledger: Ledger, budget: float, pace: Pace, tell: Callable[[str], None]) -> None:
        self._conn = conn
        self._nova = Nova(conn)
        self._ledger = ledger
        self._budget = budget
        self._pace = pace
        self._tell = tell
        self._cannot_write = False
        self._met: set[str] = set()
        self._uses_volumes = bool(in_block_storage(ledger.left()))

    def remove_servers(self, entries: list[Entry]) -> list[Leftover]:
        """Ask for the deletion of all, each when it has come to rest; then wait until none is there."""
        ours = _Servers(self._conn, self._ledger.run, entries)
        refused: dict[str, str] = {}
        try:
            for server in self._appeared(ours, entries):
                try:
                    self._let_rest(server)
                    if self._uses_volumes:
                        read_with_retry(f"volumes of {server.name}", lambda one=server: adopt(self._conn, self._ledger, one), self._budget)  # type: ignore[misc]
                    self._wait(f"deletion of server {server.name} accepted", lambda id=server.id: self._delete(id), self._budget)  # type: ignore[misc]
                except Exception as trouble:  # noqa: BLE001 - of whatever is answered for one: the others are deleted all the same
                    refused[server.name] = said(trouble)
            there = self._until_gone(ours, entries)
        except Exception as trouble:  # noqa: BLE001 - whatever is answered instead of servers: what else the run has left is removed
            return [Leftover(entry=entry, why=said(trouble)) for entry in entries]
        for name, id in ours.unmarked.items():
            there[name] = f"{id} is not marked as one of this run (metadata {RUN_MARK}), and is not removed"
        for entry in entries:
            if entry.name not in there:
                self._strike(entry)
        return [Leftover(entry=entry, why=refused.get(entry.name, there[entry.name])) for entry in entries if entry.name in there]

    def remove_volumes(self, entries: list[Entry]) -> list[Leftover]:
        """Ask for the deletion of all volumes and snapshots, in rounds, until none is there."""
        storage = BlockStorage(self._conn, self._ledger.run, entries)
        left: dict[tuple[Kind, str], str] = {}
        try:
            if storage.there_is_some:
                unmarked = read_with_retry("volumes", storage.unmarked, self._budget, pace=self._pace)
                left = {(entry.kind, entry.name): unmarked[entry.name] for entry in entries if entry.name in unmarked}
                left |= self._until_none(storage, min((_age(entry) for entry in entries if entry.id is None), default=_APPEARS_SOON))
        except Exception as trouble:  # noqa: BLE001 - whatever is answered: it is said, and what else the run has left is removed
            return [Leftover(entry=entry, why=said(trouble)) for entry in entries]
        gone = [entry for entry in entries if (entry.kind, entry.name) not in left]
        for entry in gone:
            self._strike(entry)
        return [Leftover(entry=entry, why=left[entry.kind, entry.name]) for entry in entries if entry not in gone]

    def _until_none(self, storage: BlockStorage, youngest: float) -> dict[tuple[Kind, str], str]:
        """What is there when the budget is spent. What was asked for a moment ago, and never answered for, is waited for."""
        began = datetime.now(UTC)

        def look() -> LastSeen[None]:
            seen = storage.remove()
            waited = youngest + (datetime.now(UTC) - began).total_seconds()
            soon = seen.done and waited < _APPEARS_SOON
            return LastSeen(False, "asked for a moment ago, and not there yet", None) if soon else seen

        try:
            self._wait("volumes of this run gone", look, self._budget)
        except TimedOut:
            return storage.left()
        return {}

    def remove_others(self, entries: list[Entry]) -> list[Leftover]:
        """Ask for the deletion of each, as often as it takes until nothing uses it."""
        leftovers = []
        for entry in entries:
            try:
                self._wait(f"{entry.kind} {entry.name} gone", lambda entry=entry: self._is_gone(entry), self._budget)  # type: ignore[misc]
                self._strike(entry)
            except Exception as trouble:  # noqa: BLE001 - whatever is answered: it is said
                leftovers.append(Leftover(entry=entry, why=said(trouble)))
        return leftovers

    def _strike(self, entry: Entry) -> None:
        """Write down that it is gone. That this fails stops no removal: the next sweep looks for it again, and finds nothing."""
        try:
            self._ledger.removed(entry.kind, entry.name)
        except OSError as trouble:
            if not self._cannot_write:
                self._tell(f"{self._ledger.path} cannot be written: {trouble.strerror}. What is removed stays in it")
            self._cannot_write = True

    def _appeared(self, ours: _Servers, entries: list[Entry]) -> list[ServerState]:
        """The servers that there are; one whose creation was never answered for may still be on its way."""
        if not entries:
            return []
        unanswered = {entry.name: _age(entry) for entry in entries if entry.id is None}
        youngest = min(unanswered.values(), default=_APPEARS)

        def look() -> LastSeen[list[ServerState]]:
            found = ours.there()
            return LastSeen(set(unanswered) <= {server.name for server in found}, "not all are there", found)

        try:
            return self._wait("servers that were asked for", look, max(_LOOKED_FOR, _APPEARS - youngest))
        except TimedOut:
            return read_with_retry("servers", ours.there, self._budget, pace=self._pace)

    def _until_gone(self, ours: _Servers, entries: list[Entry]) -> dict[str, str]:
        """By name, the servers that are still there when the budget is spent, and how they are."""
        if not entries:
            return {}
        last: list[ServerState] = []

        def look() -> LastSeen[None]:
            last[:] = ours.there()
            return LastSeen(not last, f"{len(last)} are there", None)

        try:
            self._wait(f"{len(entries)} servers gone", look, self._budget)
        except TimedOut as spent:
            names = {entry.id: entry.name for entry in entries}
            return {names.get(one.id, one.name): f"{spent}; {one.id} is {one.status}, task {one.task}" for one in last}
        return {}

    def _is_gone(self, entry: Entry) -> LastSeen[None]:
        found = own(self._conn, self._ledger, entry)
        for id in found:
            try:
                delete(self._conn, entry.kind, id)
            except Refused as refusal:
                if refusal.status != _CONFLICT:
                    raise
                return LastSeen(False, str(refusal), None)
        self._met |= {entry.name} if found else set()
        if entry.name not in self._met and entry.id is None and _age(entry) < _APPEARS_SOON:
            return LastSeen(False, "asked for a moment ago, and not there yet", None)
        return LastSeen(not found, "being deleted" if found else "gone", None)

    def _let_rest(self, server: ServerState) -> None:
        def look() -> LastSeen[None]:
            try:
                now = self._nova.server(server.id)
            except Refused as refusal:
                return LastSeen(refusal.status == 404, str(refusal), None)
            return LastSeen(now.at_rest or now.task == "deleting", f"status {now.status}, task {now.task}", None)

        if server.at_rest:
            return
        try:
            self._wait(f"server {server.name} at rest", look, _RESTS)
        except TimedOut:
            return

    def _delete(self, id: str) -> LastSeen[None]:
        try:
            self._nova.delete(id)
        except Refused as refusal:
            if refusal.status == 404:
                return LastSeen(True, "gone", None)
            return LastSeen(False, str(refusal), None)
        return LastSeen(True, "accepted", None)

    def _wait(self, what: str, look: Callable[[], LastSeen[T]], budget: float) -> T:
        return wait_until(what, look, budget, pace=self._pace)
