"""A testinfra backend that never hangs, and tells why a host or a container could not be reached."""

import time
from threading import BoundedSemaphore, Lock
from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult

from conformance.input.bounded import MOST_OUTPUT, TIMED_OUT, Hung, OutputTooLong, run_bounded
from conformance.model.errors import HostUnreachable, SuiteFault
from conformance.transport.command import Command, joined, quoted
from conformance.transport.containers import Inside
from conformance.transport.ssh_trouble import Trouble, sudo_refusal
from conformance.transport.transports import Transport

_GRACE = 5.0
"""Seconds that a command, or a layer that it runs in, gets to end after it was told to."""


_LAST_ERRORS = 64 * 1024
"""Bytes that are kept of what a command says on standard error, from its end: messages and results show it."""


class CommandTimedOut(SuiteFault):
    """A command on a host did not end in time; the host itself answers."""


class ServiceAbsent(SuiteFault):
    """A service's container is not there, or cannot be entered."""


_AT_ONCE = 4
"""Commands at once on a host: sshd lets ten share a connection (MaxSessions), and counts those for a moment that have just ended."""


class Gate:
    """Lets commands in to a host: a few at once, and none for a while after it could not be reached.

    So a dead host costs its timeout once, and not with every command.

    :param host: the name of the host
    :param memory: seconds until the host is tried again
    """

    def __init__(self, host: str, memory: float = 30) -> None:
        self._host = host
        self._memory = memory
        self._trouble: Trouble | None = None
        self._until = 0.0
        self.opening = Lock()
        self.passing = BoundedSemaphore(_AT_ONCE)

    def pass_through(self) -> None:
        """Go on, :raises HostUnreachable: unless the host could not be reached just before"""
        if self._trouble and time.monotonic() < self._until:
            raise HostUnreachable(self._host, *self._trouble)

    def shut(self, trouble: Trouble) -> HostUnreachable:
        """Remember the trouble, and give the error that tells of it."""
        self._trouble = trouble
        self._until = time.monotonic() + self._memory
        return HostUnreachable(self._host, *trouble)


class NodeBackend(BaseBackend):  # type: ignore[misc] # testinfra publishes no types
    """Runs commands on one host, or inside one container of it.

    :param host: the name of the host, for messages
    :param gate: the host's own, shared by all backends that go the same way
    :param connecting: seconds that the way to the host may take besides the command itself
    :param absence_remedy: what to do where the container is not there
    """

    NAME = "conformance"

    def __init__(
        self,
        host: str,
        way: Transport,
        gate: Gate,
        *,
        root: bool = False,
        inside: Inside | None = None,
        connecting: float = 0,
        absence_remedy: str = "",
    ) -> None:
        super().__init__(host)
        self._way = way
        self._gate = gate
        self._root = root
        self._inside = inside
        self._connecting = connecting
        self._absence_remedy = absence_remedy

    def run(self, command: str, *args: str, timeout: float = 30, limit: int = MOST_OUTPUT, **_: Any) -> CommandResult:
        """Run a shell command, each %s of it replaced by a quoted argument.

        :param timeout: seconds
        :param limit: bytes of its standard output that are read at most
        :raises HostUnreachable: the host cannot be reached, does not let us in, or refuses sudo
        :raises ServiceAbsent: the container is not there
        :raises CommandTimedOut: the host answers, but the command did not end in time
        :raises SuiteFault: the host answers more than the limit
        """
        script = quoted(command, *args)
        with self._gate.passing:
            self._open()
            return self._run(script, timeout, limit)

    def _open(self) -> None:
        """Open the way, if need be, for all that come at the same time: sshd refuses many new connections at once (MaxStartups)."""
        self._gate.pass_through()
        if self._way.is_open():
            return
        with self._gate.opening:
            self._gate.pass_through()
            if not self._way.is_open():
                self._send(quoted("true"), self._connecting + 4 * _GRACE, MOST_OUTPUT)

    def _run(self, script: Command, timeout: float, limit: int) -> CommandResult:
        started = time.monotonic()
        rc, stdout, stderr = self._send(self._line(script, timeout), timeout + self._connecting + 4 * _GRACE, limit)
        said = stderr.decode("utf-8", "replace")
        refusal = sudo_refusal(rc, said) if self._root else None
        if refusal:
            remedy = "Allow that user `NOPASSWD: ALL`, or log in as root (hosts.ssh_user, hosts.sudo: false)"
            raise self._gate.shut(Trouble(f"it refuses sudo ({refusal})", remedy))
        absence = self._inside.absence(rc, said) if self._inside else None
        if absence:
            raise ServiceAbsent(f"{self.hostname}: {absence}. {self._absence_remedy}")
        if rc in TIMED_OUT and time.monotonic() - started >= timeout:
            raise CommandTimedOut(f"{self.hostname}: `{_short(script)}` did not end within {timeout:g} s")
        return self.result(rc, script.encode(), stdout, stderr[-_LAST_ERRORS:])

    def _send(self, line: Command, budget: float, limit: int) -> tuple[int, bytes, bytes]:
        try:
            rc, stdout, stderr = run_bounded(self._way.argv(line), budget, limit)
        except Hung:
            raise self._gate.shut(self._way.no_answer()) from None
        except OutputTooLong as error:
            raise SuiteFault(f"{self.hostname}: {error.said}. Look at what is started there when the SSH user logs in") from error
        trouble = self._way.trouble(rc, stderr.decode("utf-8", "replace"))
        if trouble:
            raise self._gate.shut(trouble)
        return rc, self._way.output(stdout), self._way.output(stderr)

    def get_encoding(self) -> str:
        """UTF-8, without asking the host."""
        return "utf-8"

    def decode(self, data: bytes) -> str:
        """Text of any bytes: a log may hold what is no UTF-8."""
        return data.decode("utf-8", "replace")

    def _line(self, script: Command, timeout: float) -> Command:
        """The script under `timeout`, inside its container under another, each layer given longer than the one in it."""
        line = _timed(script, timeout)
        if self._inside:
            line = _timed(self._inside.line(line), timeout + 2 * _GRACE)
        return joined(" ", [quoted("env LC_ALL=C sudo -n"), line]) if self._root else line


def _timed(script: Command, timeout: float) -> Command:
    """The script under a shell that speaks English, ended after the timeout."""
    return quoted("env LC_ALL=C timeout -k %s %s sh -c %s", f"{_GRACE:g}", f"{timeout:g}", script)


def _short(script: str) -> str:
    first = script.strip().splitlines()[0]
    return first if len(first) <= 80 else f"{first[:77]}..."
