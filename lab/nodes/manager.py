"""What starts and stops the programs of a node."""

from collections.abc import Iterable
from typing import Protocol


class ProgramManager(Protocol):
    """The programs of a running node, by the names that they have in every lab: supervisord's, containers, or units of systemd."""

    def await_ready(self, budget: float = ...) -> None:
        """Wait until it answers. :raises LabError: it does not within budget seconds"""

    def states(self) -> dict[str, str]:
        """The state of every program, by name, as supervisord names them: RUNNING, STOPPED, STARTING, FATAL ..."""

    def log_command(self, name: str, *, lines: int, follow: bool) -> list[str]:
        """The command that shows the end of a program's log when it is run inside the node. :raises LabError: it has none yet"""

    def start(self, names: Iterable[str]) -> None:
        """Ask for programs to be started, those that do not run; does not wait for them."""

    def stop(self, name: str) -> None:
        """Stop a program and wait until it has ended."""

    def kill(self, name: str, patience: float = ...) -> None:
        """Stop a program, and kill it when it has not ended after patience seconds."""

    def signal(self, name: str, signal: str) -> None:
        """Send a signal to all processes of a program; one that does not run gets none. :param signal: its name, without SIG"""

    def restart(self, *names: str) -> None:
        """Stop programs, the last first, then start them in order and wait until they run. :raises LabError: one does not start"""

    def within(self, name: str) -> list[str]:
        """The command before a command that is to see files, and what is mounted, as a program does."""

    def paths(self, seen: str) -> list[str]:
        """Where on the node files lie that programs see at that path: their configuration, and what they keep."""

    @property
    def agent_configuration(self) -> str:
        """Where the L2 agent looks for its own options."""

    @property
    def migration_keys(self) -> str:
        """The directory on the node with the SSH keys by which Nova copies disks between hosts."""

    @property
    def migration_ssh_port(self) -> int:
        """Where the SSH server listens by which Nova does so."""
