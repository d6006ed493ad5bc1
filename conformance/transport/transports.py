"""How to run a shell command line on a compute host: by SSH, or on this machine."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from conformance.input.bounded import Hung, run_bounded
from conformance.inventory.reached import InventoryHost
from conformance.model.errors import SuiteFault
from conformance.transport.command import Command, joined, quoted
from conformance.transport.sockets import LONGEST
from conformance.transport.ssh_trouble import Trouble, ssh_trouble

_SSH_FAILED = 255
_MARK = b"\036"
_MARKED = "printf '\\036'; printf '\\036' >&2"
_ENDED = "rc=$?; [ $rc -ne 255 ] || rc=254; exit $rc"


class Transport(Protocol):
    """How command lines come to a host."""

    def argv(self, line: Command) -> list[str]:
        """The program to run here so that the host's shell runs the line."""

    def output(self, raw: bytes) -> bytes:
        """What the line itself wrote, of all that came."""

    def is_open(self) -> bool:
        """Whether lines can be sent at once, and many at a time; else one has to open the way for the others."""

    def trouble(self, rc: int, stderr: str) -> Trouble | None:
        """Why the line never ran, or None if it did."""

    def no_answer(self) -> Trouble:
        """What is to be said if the program never ends."""

    def close(self) -> None:
        """End what was kept open."""


class LocalTransport:
    """On this machine."""

    def argv(self, line: Command) -> list[str]:
        """The shell itself."""
        return ["/bin/sh", "-c", line]

    def output(self, raw: bytes) -> bytes:
        """All of it."""
        return raw

    def is_open(self) -> bool:
        """Always."""
        return True

    def trouble(self, rc: int, stderr: str) -> Trouble | None:  # noqa: ARG002 - nothing lies between us and the shell
        """None: the shell is always reached."""
        return None

    def no_answer(self) -> Trouble:
        """A command that even `timeout` could not end."""
        return Trouble("a command hangs and cannot be ended", "Look for processes in state D there")

    def close(self) -> None:
        """Nothing was kept open."""


class SshTransport:
    """By SSH, over one connection that is kept for a minute after its last use.

    :param connect_timeout: whole seconds until a host that does not answer is given up
    :param socket: the path of the kept connection's socket, in a directory that only this user can enter
    """

    def __init__(self, host: InventoryHost, user: str | None, connect_timeout: int, socket: Path) -> None:
        self._host = host
        self._user = host.user or user
        self._connect_timeout = connect_timeout
        self._socket = socket
        self._shares = len(os.fsencode(socket)) <= LONGEST

    def _ssh(self) -> list[str]:
        options = {
            "BatchMode": "yes",
            "ConnectTimeout": str(self._connect_timeout),
            # a host that falls silent in the middle is given up as one that never spoke
            "ServerAliveInterval": str(self._connect_timeout),
            "ServerAliveCountMax": "3",
            "LogLevel": "ERROR",
            "RequestTTY": "no",
            # the operator's own client may be set up to lend a host these: agent and display could be used by whoever is root there
            "ForwardAgent": "no",
            "ForwardX11": "no",
            "ClearAllForwardings": "yes",
            "Tunnel": "no",
            "PermitLocalCommand": "no",
        }
        if self._shares:
            options |= {"ControlMaster": "auto", "ControlPersist": "60s", "ControlPath": str(self._socket)}
        if self._user:
            options["User"] = self._user
        if self._host.port:
            options["Port"] = str(self._host.port)
        flags = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        if self._host.key_file:
            flags += ["-i", str(self._host.key_file)]
        # the first value of an option counts: what the suite rests on (never ask, never hang) comes before the operator's own
        return ["ssh", *flags, *self._host.ssh_arguments]

    def argv(self, line: Command) -> list[str]:
        """Ssh; the exit status 255 is kept for its own failures."""
        script = joined("\n", [quoted(_MARKED), line, quoted(_ENDED)])
        # sh, as the user's own shell may be no POSIX shell
        return [*self._ssh(), "--", self._host.address, quoted("sh -c %s", script)]

    def output(self, raw: bytes) -> bytes:
        """What came after the mark: what a user's own shell says at login (a greeting in .bashrc) comes before it."""
        before, mark, after = raw.partition(_MARK)
        return after if mark else before

    def is_open(self) -> bool:
        """Whether there is a connection to share; where none can be, each line has its own."""
        return self._socket.exists() or not self._shares

    def trouble(self, rc: int, stderr: str) -> Trouble | None:
        """As ssh tells it."""
        if rc != _SSH_FAILED:
            return None
        return ssh_trouble(stderr, address=self._host.address, port=self._host.port, user=self._user)

    def no_answer(self) -> Trouble:
        """A connection that neither ends nor moves."""
        return Trouble("it stopped answering in the middle of a command", "Look whether the host hangs, and its network")

    def close(self) -> None:
        """End the kept connection, if there is one."""
        if self._socket.exists():
            with suppress(Hung, SuiteFault):
                run_bounded([*self._ssh(), "-O", "exit", "--", self._host.address], timeout=10)
