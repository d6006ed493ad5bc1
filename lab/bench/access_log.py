"""What Nova's API was asked, by its own log."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lab.layout import CONTROL, Layout
from lab.nodes.node import Node

_LINE = re.compile(
    r"^(?P<at>\S+ \S+) \d+ INFO nova\.api\.openstack\.requestlog .* (?P<client>\S+) "
    r'"(?P<method>\w+) (?P<path>\S+)" status: (?P<status>\d+)'
)
_SERVER = re.compile(r"/servers/(?P<id>[0-9a-f-]{36})(?P<rest>/\w+)?$")


@dataclass(frozen=True)
class LoggedRequest:
    """One request: when it was answered, and what it was."""

    at: datetime
    method: str
    path: str
    status: int

    @property
    def kind(self) -> str:
        """The method and what it was about, without ids and queries."""
        bare = re.sub(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "ID", self.path.partition("?")[0])
        return f"{self.method} {bare}"


class AccessLog:
    """Nova's API log, from when this was made on. What services ask each other does not count: only what the lab's machine asked."""

    def __init__(self, layout: Layout) -> None:
        self._path = Node(CONTROL, layout).file("/var/log/nova/nova-api.log")
        self._client = str(layout.gateway)
        self._offset = self._path.stat().st_size

    def requests(self) -> tuple[LoggedRequest, ...]:
        """All so far."""
        return tuple(self._read())

    def _read(self) -> Iterator[LoggedRequest]:
        with Path(self._path).open("rb") as log:
            log.seek(self._offset)
            for line in log.read().decode(errors="replace").splitlines():
                found = _LINE.match(line)
                if found and found["client"] == self._client:
                    at = datetime.strptime(found["at"], "%Y-%m-%d %H:%M:%S.%f").astimezone()
                    yield LoggedRequest(at, found["method"], found["path"], int(found["status"]))


def kinds(requests: tuple[LoggedRequest, ...]) -> dict[str, int]:
    """How many of each kind, the most frequent first."""
    return dict(Counter(request.kind for request in requests).most_common())


def hands(requests: tuple[LoggedRequest, ...]) -> list[tuple[datetime, datetime]]:
    """From when to when a server was in hand: from asking for it to asking that it be deleted, of each server that was deleted.

    A server's creation is told by the first look at it.
    """
    born: dict[str, datetime] = {}
    found: list[tuple[datetime, datetime]] = []
    created: list[datetime] = []
    for request in requests:
        if request.method == "POST" and request.path.endswith("/servers"):
            created.append(request.at)
        server = _SERVER.search(request.path.partition("?")[0])
        if server is None:
            continue
        if server["id"] not in born and created:
            born[server["id"]] = created.pop(0)
        if request.method == "DELETE" and not server["rest"] and server["id"] in born:
            found.append((born.pop(server["id"]), request.at))
    return found


def in_hand(requests: tuple[LoggedRequest, ...]) -> float:
    """For how many seconds servers were, together."""
    return sum((ended - began).total_seconds() for began, ended in hands(requests))


def asked_meanwhile(requests: tuple[LoggedRequest, ...]) -> tuple[LoggedRequest, ...]:
    """What was asked while one was, its creation included and its deletion not."""
    spans = hands(requests)
    return tuple(request for request in requests if any(began <= request.at < ended for began, ended in spans))
