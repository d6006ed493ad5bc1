"""Remove what a run left in a cloud, by its ledger alone: nothing that is not in it is touched."""

from collections.abc import Callable
from typing import TypeVar

from openstack.connection import Connection

from conformance.model.base import Noun
from conformance.model.errors import SuiteFault
from conformance.run.ledger import Entry, Kind, Ledger
from conformance.run.nova import Nova, Refused, call
from conformance.run.wait import DEFAULT_PACE, Pace, Seen, TimedOut, wait_until

T = TypeVar("T")

_APPEARS = 5.0
"""Seconds in which a server that was asked for, but never answered for, may still appear."""

_RESTS = 120.0
"""Seconds that a server may go on with what it is doing before it is deleted: cut short, that would leave things behind on hosts."""


class Leftover(Noun):
    """Something that could not be removed, and why."""

    entry: Entry
    why: str


def sweep(
    conn: Connection, ledger: Ledger, *, budget: float = 120.0, pace: Pace = DEFAULT_PACE, tell: Callable[[str], None] = lambda _: None
) -> list[Leftover]:
    """Remove everything that the ledger has and that is not known to be gone; servers first, as others are in use by them.

    :param budget: seconds for each thing to be gone
    :param tell: told what is being done, in lines for people
    """
    left = ledger.left()
    sweeper = _Sweeper(conn, ledger, budget, pace)
    servers = [entry for entry in left if entry.kind is Kind.SERVER]
    groups = [entry for entry in left if entry.kind is Kind.SECURITY_GROUP]
    if left:
        tell(f"removing {len(servers)} servers and {len(groups)} security groups of this run")
    return [
        *sweeper.remove(servers, sweeper.ask_to_delete_server, sweeper.server_is_gone),
        *sweeper.remove(groups, lambda _: None, sweeper.group_is_gone),
    ]


class _Sweeper:
    def __init__(self, conn: Connection, ledger: Ledger, budget: float, pace: Pace) -> None:
        self._conn = conn
        self._nova = Nova(conn)
        self._ledger = ledger
        self._budget = budget
        self._pace = pace

    def remove(self, entries: list[Entry], ask: Callable[[Entry], None], gone: Callable[[Entry], Seen[None]]) -> list[Leftover]:
        """Ask for all of them first, then wait for each."""
        leftovers = []
        asked = []
        for entry in entries:
            try:
                ask(entry)
                asked.append(entry)
            except (TimedOut, SuiteFault, Refused) as trouble:
                leftovers.append(Leftover(entry=entry, why=str(trouble)))
        for entry in asked:
            try:
                self._wait(f"{entry.kind} {entry.name} gone", lambda entry=entry: gone(entry), self._budget)  # type: ignore[misc]
                self._ledger.removed(entry.kind, entry.name)
            except (TimedOut, SuiteFault, Refused) as trouble:
                leftovers.append(Leftover(entry=entry, why=str(trouble)))
        return leftovers

    def ask_to_delete_server(self, entry: Entry) -> None:
        """Find it, let it come to rest, and ask for its deletion."""
        for id in self._ids(entry):
            self._let_rest(id, entry)
            self._wait(f"deletion of server {entry.name} accepted", lambda id=id: self._delete(id), self._budget)  # type: ignore[misc]

    def server_is_gone(self, entry: Entry) -> Seen[None]:
        """Whether Nova knows no server of this name any more."""
        found = self._nova.named(entry.name)
        state = ", ".join(f"{server.id} is {server.status}, task {server.task}" for server in found)
        return Seen(not found, state or "gone", None)

    def group_is_gone(self, entry: Entry) -> Seen[None]:
        """Ask for its deletion, as often as it takes until no port uses it; whether none of this name is left."""
        answer = call(self._conn.network, "GET", "/security-groups", params={"name": entry.name})
        found = [group["id"] for group in answer.json()["security_groups"] if group["name"] == entry.name]
        for id in found:
            try:
                call(self._conn.network, "DELETE", f"/security-groups/{id}")
            except Refused as refusal:
                if refusal.status != 409:
                    raise
                return Seen(False, str(refusal), None)
        return Seen(not found, "being deleted" if found else "gone", None)

    def _ids(self, entry: Entry) -> list[str]:
        if entry.id is not None:
            return [entry.id]

        def look() -> Seen[list[str]]:
            found = [server.id for server in self._nova.named(entry.name)]
            return Seen(bool(found), "no server of that name", found)

        try:
            return self._wait(f"server {entry.name} appears", look, _APPEARS)
        except TimedOut:
            return []

    def _let_rest(self, id: str, entry: Entry) -> None:
        def look() -> Seen[None]:
            try:
                server = self._nova.server(id)
            except Refused as refusal:
                return Seen(refusal.status == 404, str(refusal), None)
            return Seen(server.at_rest or server.task == "deleting", f"status {server.status}, task {server.task}", None)

        try:
            self._wait(f"server {entry.name} at rest", look, _RESTS)
        except TimedOut:
            return

    def _delete(self, id: str) -> Seen[None]:
        try:
            self._nova.delete(id)
        except Refused as refusal:
            if refusal.status == 404:
                return Seen(True, "gone", None)
            return Seen(False, str(refusal), None)
        return Seen(True, "accepted", None)

    def _wait(self, what: str, look: Callable[[], Seen[T]], budget: float) -> T:
        return wait_until(what, look, budget, pace=self._pace)
