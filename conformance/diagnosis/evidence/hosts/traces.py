"""The names under which logs speak of an operation and of its instance."""

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from openstack.connection import Connection

from conformance.diagnosis.evidence.collectors.events import action_of
from conformance.input.names import is_uuid
from conformance.model.operation import Operation

TIME_LIMIT = 10.0
"""Seconds that the APIs get to tell the names: logs can be read with those that are known from the beginning, too."""

_REQUEST = re.compile(r"req-[0-9A-Fa-f-]{8,64}", re.ASCII)
_DOMAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}", re.ASCII)
"""What the name of a domain must look like: it is part of a file name on hosts (instance_name_template of nova.conf)."""

_IN_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}", re.ASCII)
"""What a name must look like to become part of a regular expression on hosts."""

_NOTHING = "no-name-is-known"
"""A pattern that no line has: an empty one would be found in every line."""


_MOST_NAMES = 200
"""Names that are looked for: they are a part of the script for the host, whose arguments are limited. An instance has a few ports."""


@dataclass
class Traces:
    """ids are of requests, the instance, its ports and volumes; domain is what libvirt calls the instance, None where that is not known."""

    ids: list[str] = field(default_factory=list)
    domain: str | None = None

    def pattern(self) -> str:
        """A regular expression, for awk, of all names."""
        names = [*self.ids, *([self.domain] if self.domain else [])]
        return "|".join(islice(dict.fromkeys(name for name in names if _IN_PATTERN.fullmatch(name)), _MOST_NAMES)) or _NOTHING


def trace(conn: Connection, operation: Operation, time_limit: float = TIME_LIMIT) -> Traces:
    """What the operation's requests and its server are called, as far as the APIs tell it in time. Raises nothing.

    :param time_limit: seconds
    """
    found = Traces([operation.request_id, *([operation.server_id] if operation.server_id else [])])
    looks: list[Callable[[], None]] = []
    if operation.server_id:
        server = operation.server_id
        looks = [
            partial(_request, conn, operation, server, found),
            partial(_ports, conn, server, found),
            partial(_server, conn, server, found),
        ]
    threads = [threading.Thread(target=_look, args=(look,), daemon=True) for look in looks]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + time_limit
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return Traces(list(found.ids), found.domain)


def _look(look: Callable[[], None]) -> None:
    # The API's collectors meet the same trouble, and record it.
    with suppress(Exception):
        look()


def _request(conn: Connection, operation: Operation, server_id: str, found: Traces) -> None:
    """Services of old releases log the local request id alone, which Nova's record of the action names."""
    action = action_of(conn, operation, server_id)
    if action is not None:
        found.ids.extend(name for name in [str(action.request_id)] if _REQUEST.fullmatch(name))


def _ports(conn: Connection, server_id: str, found: Traces) -> None:
    found.ids.extend(port.id for port in conn.network.ports(device_id=server_id) if is_uuid(port.id))


def _server(conn: Connection, server_id: str, found: Traces) -> None:
    server = conn.compute.get_server(server_id)
    name = str(server.instance_name or "")
    found.domain = name if _DOMAIN.fullmatch(name) else None
    found.ids.extend(volume["id"] for volume in server.attached_volumes or () if is_uuid(volume["id"]))
