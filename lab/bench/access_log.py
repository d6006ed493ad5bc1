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
class Request:
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

    def requests(self) -> tuple[Request, ...]:
        """All so far."""
        return tuple(self._read())

    def _read(self) -> Iterator[Request]:
        with Path(self._path).open("rb") as log:
            log.seek(self._offset)
            for line in log.read().decode(errors="replace").splitlines():
                found = _LINE.match(line)
                if found and found["client"] == self._client:
                    at = datetime.strptime(found["at"], "%Y-%m-%d %H:%M:%S.%f").astimezone()
                    yield Request(at, found["method"], found["path"], int(found["status"]))


def kinds(requests: tuple[Request, ...]) -> dict[str, int]:
    """How many of each kind, the most frequent first."""
    return dict(Counter(request.kind for request in requests).most_common())


def in_hand(requests: tuple[Request, ...]) -> float:
    """Seconds from asking for a server to asking that it be deleted, of each server that was deleted, together.

    A server's creation is told by the first look at it.
    """
    born: dict[str, datetime] = {}
    seconds = 0.0
    created: list[datetime] = []
    for request in requests:
        if request.method == "POST" and request.path.endswith("/servers"):
            created.append(request.at)
        found = _SERVER.search(request.path.partition("?")[0])
        if found is None:
            continue
        if found["id"] not in born and created:
            born[found["id"]] = created.pop(0)
        if request.method == "DELETE" and not found["rest"] and found["id"] in born:
            seconds += (request.at - born.pop(found["id"])).total_seconds()
    return seconds
