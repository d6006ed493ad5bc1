"""Named locks over all processes of a run, and over runs and machines that share a coordination service (redis, etcd: see tooz)."""

import socket
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from tooz import coordination, locking

from conformance.coordination.coordination_url import HOW, check_url, shown, without_password
from conformance.model.errors import SuiteFault, UsageProblem

T = TypeVar("T")

_LONGEST = 200
"""Characters of what a library says of a service."""

_PORTS = {"redis": 6379, "etcd3": 2379}
"""The default ports of networked services, by the scheme up to its `+`."""

_CONNECT_TIMEOUT = 10.0
"""Seconds."""


class Coordination:
    """Locks and groups by name. What a process that dies held is free again: locks that are files at once, all else when its lease ends.

    :param url: as tooz takes it: file:///DIRECTORY for one machine, redis://HOST:PORT or etcd3+http://HOST:PORT for several
    :param member: the name of this process, of its own among all that share the service
    :param prefix: what the names of all locks begin with
    :raises UsageProblem: there is no such service, or it does not answer
    """

    def __init__(self, url: str, member: str, prefix: str = "") -> None:
        self.url = url
        self._prefix = prefix
        self._locks: dict[str, locking.Lock] = {}
        self._held: set[str] = set()
        check_url(url)
        try:
            _check_listening(url)
            self._coordinator = coordination.get_coordinator(url, member.encode())
            self._coordinator.start(start_heart=True)
        except Exception as error:  # noqa: BLE001 - each driver of tooz has exceptions of its own beside ToozError, and they share no base
            # its text may have the password: it is not shown as the cause either
            raise UsageProblem(f"--coordination {shown(url)}: {_line(error, url)}. {HOW}") from None

    def take(self, name: str) -> bool:
        """Take a lock that nobody has, this process neither; whether it could be had.

        :raises SuiteFault: the service does not answer
        """
        taken = self._do(name, lambda lock: lock.acquire(blocking=False))
        if taken:
            self._held.add(name)
        return taken

    def wait_for(self, name: str) -> None:
        """Take a lock, however long others have it. :raises SuiteFault: the service does not answer"""
        self._do(name, lambda lock: lock.acquire(blocking=True))
        self._held.add(name)

    def give_back(self, name: str) -> None:
        """Of a lock that was taken. :raises SuiteFault: the service does not answer"""
        self._held.discard(name)
        self._do(name, lambda lock: lock.release())

    def members(self, group: str) -> dict[str, dict[str, Any]]:
        """What those who are alive said when they joined, by their names. :raises SuiteFault: the service does not answer"""
        id = self._group(group)
        found = self._ask(lambda: self._coordinator.get_members_with_capabilities(id).get())
        return {member.decode(): said or {} for member, said in (found or {}).items()}

    def join(self, group: str, says: dict[str, Any]) -> None:
        """Be one of them until this is closed. :raises SuiteFault: the service does not answer"""
        id = self._group(group)
        self._ask(lambda: self._coordinator.join_group(id, says).get())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave the service; nothing is held after it."""
        for name in list(self._held):
            self.give_back(name)
        with warnings.catch_warnings():
            # what was tried in vain is a file that tooz leaves to the interpreter to close
            warnings.simplefilter("ignore", ResourceWarning)
            self._locks.clear()
        self._ask(self._coordinator.stop)

    def _do(self, name: str, act: Callable[[locking.Lock], object]) -> bool:
        # one object a name: each would keep a file open after it was tried in vain
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = self._coordinator.get_lock(self._named(name))
        return bool(self._ask(lambda: act(lock)))

    def _named(self, name: str) -> bytes:
        return f"{self._prefix}{name}".encode()

    def _group(self, name: str) -> bytes:
        id = self._named(name)
        self._ask(lambda: self._coordinator.create_group(id).get())
        return id

    def _ask(self, ask: Callable[[], T]) -> T | None:
        """What it answers; None where a group is there already."""
        try:
            return ask()
        except coordination.GroupAlreadyExist:
            return None
        except Exception as error:  # noqa: BLE001 - as above
            raise SuiteFault(f"the coordination service {shown(self.url)} does not answer: {_line(error, self.url)}") from None


def _check_listening(url: str) -> None:
    """Connect once: the client of redis would try a wrong port for a minute. :raises OSError: nothing listens there"""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme.partition("+")[0])
    if parts.hostname and port:
        socket.create_connection((parts.hostname, port), _CONNECT_TIMEOUT).close()


def _line(error: BaseException, url: str) -> str:
    """What it says; the name of its class, where it says nothing."""
    return without_password(str(error), url)[:_LONGEST].rstrip(". ") or f"it does not answer ({type(error).__name__})"
