"""The least that all migrations of all pairs can take: a bare loop over the SDK, in rotation, that checks nothing but the records.

A guest starts anew at every cold migration, and a loop that does not wait for it moves it on while it still starts. So there is a second
bound: the same loop, that also sees each guest's heartbeat on its console before it goes on.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import openstack

from lab.access.cloud import FLAVORS, IMAGE, NETWORK
from lab.errors import LabError

_LOOK_EVERY = 0.5
_GIVE_UP = 300.0
_HEARTBEAT = "conformance-guest boot="


def bound(hosts: Sequence[str], *, await_guests: bool) -> tuple[datetime, datetime]:
    """Boot an instance a host; have each follow its lane, live and then cold. When the first was asked for, and when the last was done.

    :param await_guests: after each step until its guest runs
    :raises LabError: a record says that something failed
    """
    conn: Any = openstack.connect(cloud="lab")
    ids = {
        "image_id": conn.image.find_image(IMAGE).id,
        "flavor_id": conn.compute.find_flavor(min(FLAVORS, key=lambda name: FLAVORS[name])).id,
        "networks": [{"uuid": conn.network.find_network(NETWORK).id}],
    }
    lanes = [_Lane(number, hosts, ids, await_guests) for number in range(len(hosts))]
    try:
        began = datetime.now(UTC)
        with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
            ends = list(pool.map(lambda lane: lane.follow(), lanes))
        return began, max(ends)
    finally:
        for lane in lanes:
            lane.delete()


class _Lane:
    """The migrations of one instance: from host i to i + 1, i + 1 + 2, ..., live; then the same distances again, cold."""

    def __init__(self, number: int, hosts: Sequence[str], ids: dict[str, Any], await_guest: bool) -> None:
        self._compute: Any = openstack.connect(cloud="lab").compute
        self._hosts = hosts
        self._at = number
        self._ids = ids
        self._await_guest = await_guest
        self._server: Any = None

    def follow(self) -> datetime:
        host = self._hosts[self._at]
        self._server = self._compute.create_server(name=f"bound-{host}", host=host, config_drive=True, **self._ids)
        self._await("boot", self._booted)
        self._see_guest()
        for move in (self._live, self._cold):
            for distance in range(1, len(self._hosts)):
                self._at = (self._at + distance) % len(self._hosts)
                move(self._hosts[self._at])
                self._see_guest()
        return datetime.now(UTC)

    def delete(self) -> None:
        if self._server is not None:
            self._compute.delete_server(self._server)
            self._compute.wait_for_delete(self._server, interval=1, wait=120)

    def _live(self, host: str) -> None:
        known = self._records()
        self._compute.live_migrate_server(self._server, host=host, block_migration="auto")
        self._await(f"live migration to {host}", lambda: self._record(known) == "completed")

    def _cold(self, host: str) -> None:
        known = self._records()
        self._compute.migrate_server(self._server, host=host)
        self._await(f"cold migration to {host}", lambda: self._record(known) == "finished")
        # the record is there a moment before the server can be confirmed
        self._await(f"status of the server on {host}", lambda: self._compute.get_server(self._server.id).status == "VERIFY_RESIZE")
        self._compute.confirm_server_resize(self._server)
        self._await(f"confirmation on {host}", lambda: self._record(known) == "confirmed")
        self._await(f"task of the server on {host}", lambda: self._compute.get_server(self._server.id).status == "ACTIVE")

    def _see_guest(self) -> None:
        # each host writes a console of its own from when the guest comes
        if self._await_guest:
            self._await("heartbeat", lambda: _HEARTBEAT in self._compute.get_server_console_output(self._server, length=5)["output"])

    def _booted(self) -> bool:
        status = self._compute.get_server(self._server.id).status
        if status == "ERROR":
            raise LabError(f"{self._server.name} did not boot")
        return bool(status == "ACTIVE")

    def _records(self) -> dict[int, str]:
        return {record.id: record.status for record in self._compute.migrations(server_id=self._server.id)}

    def _record(self, known: dict[int, str]) -> str:
        new = [status for id, status in self._records().items() if id not in known]
        if new and new[0] in {"error", "failed", "cancelled"}:
            raise LabError(f"{self._server.name}: a migration ended with {new[0]}")
        return new[0] if new else ""

    def _await(self, what: str, done: Callable[[], bool]) -> None:
        until = time.monotonic() + _GIVE_UP
        while not done():
            if time.monotonic() > until:
                raise LabError(f"{self._server.name}: {what} was not done within {_GIVE_UP:.0f} s")
            time.sleep(_LOOK_EVERY)
