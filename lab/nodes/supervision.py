"""The programs of a node, under supervisord."""

import time
import xmlrpc.client
from collections.abc import Iterable, Iterator, Mapping
from configparser import RawConfigParser
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from lab.errors import LabError
from lab.nodes.node import Node

CONFIGURATION = "/etc/supervisor/supervisord.conf"
SOCKET = "/run/supervisor.sock"


@dataclass(frozen=True)
class Program:
    """One supervised program: its name in supervisorctl, what it runs, and where in its node all that it prints is kept.

    stop_seconds: how long it has to end when it is stopped, before it is killed.
    """

    name: str
    command: str
    log: str
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: int = 20


def configuration(programs: Iterable[Program]) -> str:
    """The text of supervisord's configuration file. Nothing starts by itself: `up` starts programs when what they need is there."""
    parser = RawConfigParser()
    parser["unix_http_server"] = {"file": SOCKET, "chmod": "0700"}
    parser["supervisord"] = {
        "nodaemon": "true",
        "user": "root",
        "logfile": "/var/log/supervisor/supervisord.log",
        "pidfile": "/run/supervisord.pid",
        "childlogdir": "/var/log/supervisor",
    }
    parser["rpcinterface:supervisor"] = {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"}
    parser["supervisorctl"] = {"serverurl": f"unix://{SOCKET}"}
    for program in programs:
        parser[f"program:{program.name}"] = {
            "command": program.command,
            "environment": ",".join(f'{key}="{value}"' for key, value in program.environment.items()),
            "autostart": "false",
            "autorestart": "true",
            "startsecs": "1",
            "stopasgroup": "true",
            "killasgroup": "true",
            "stopwaitsecs": str(program.stop_seconds),
            "redirect_stderr": "true",
            "stdout_logfile": program.log,
            "stdout_logfile_maxbytes": "200MB",
        }
    text = StringIO()
    parser.write(text)
    return text.getvalue()


@dataclass(frozen=True)
class NodeSupervisor:
    """Speaks with the supervisord of a running node, over its socket."""

    node: Node

    def _server(self) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self.node.file(SOCKET)}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def await_ready(self, budget: float = 20) -> None:
        """Wait until supervisord answers. :raises LabError: it does not within budget seconds"""
        deadline = time.monotonic() + budget
        while True:
            try:
                self._server().getState()
            except (OSError, xmlrpc.client.Error) as error:
                if time.monotonic() > deadline:
                    raise LabError(f"{self.node.name}: supervisord does not answer (log: {self.node.tree / 'console.log'})") from error
                time.sleep(0.05)
            else:
                return

    def states(self) -> dict[str, str]:
        """The state of every program, by name, as supervisord names them: RUNNING, STOPPED, BACKOFF, FATAL ..."""
        return {info["name"]: info["statename"] for info in self._server().getAllProcessInfo()}

    def log_command(self, name: str, *, lines: int, follow: bool) -> list[str]:
        """Its log file. :raises LabError: it has not logged anything"""
        log = str(self._server().getProcessInfo(name)["stdout_logfile"])
        if not self.node.file(log).exists():
            raise LabError(f"{self.node.name}: {name} has not logged anything")
        return ["tail", "-n", str(lines), *(["-F"] if follow else []), log]

    def start(self, names: Iterable[str]) -> None:
        """Ask for programs to be started, those that do not run; does not wait for them."""
        states = self.states()
        for name in names:
            if states[name] not in {"RUNNING", "STARTING"}:
                self._server().startProcess(name, False)

    def stop(self, name: str) -> None:
        """Stop a program and wait until it has ended."""
        if self.states()[name] in {"RUNNING", "STARTING", "BACKOFF"}:
            with _ended_meanwhile():
                self._server().stopProcess(name, True)
        # by somebody else, who does not wait for it any more
        while self.states()[name] == "STOPPING":
            time.sleep(0.1)

    def reread(self) -> None:
        """Have supervisord read its configuration file again: `replace` then starts programs as it says now."""
        self._server().reloadConfig()

    def replace(self, name: str) -> None:
        """Stop a program, wait until it has ended, and start it as the configuration file says now, which was read again.

        :raises LabError: it does not start
        """
        self.stop(name)
        self._server().removeProcessGroup(name)
        self._server().addProcessGroup(name)
        try:
            self._server().startProcess(name, True)
        except xmlrpc.client.Fault as fault:
            raise LabError(f"{self.node.name}: {name} does not start: {fault.faultString}") from fault

    def signal(self, name: str, signal: str) -> None:
        """Send a signal to a program and its workers; one that does not run gets none. :param signal: its name, without SIG"""
        if self.states()[name] in {"RUNNING", "STARTING"}:
            # supervisord itself would send it to the first process alone; every program leads a process group. The shell's own kill: that
            # of procps takes some numbers of groups for signals
            self.node.run(["sh", "-c", f"kill -s {signal} -- -{self._server().getProcessInfo(name)['pid']}"])

    def kill(self, name: str, patience: float = 3) -> None:
        """Stop a program, and kill it when it has not ended after patience seconds."""
        if self.states()[name] not in {"RUNNING", "STARTING", "BACKOFF"}:
            return
        with _ended_meanwhile():
            self._server().stopProcess(name, False)
        deadline = time.monotonic() + patience
        while self.states()[name] == "STOPPING":
            if time.monotonic() > deadline:
                with _ended_meanwhile():
                    self._server().signalProcess(name, "KILL")
            time.sleep(0.1)

    def within(self, name: str) -> list[str]:
        """Nothing: programs of supervisord see what the node sees."""
        del name
        return []

    def paths(self, seen: str) -> list[str]:
        """There: programs of supervisord see what the node has."""
        return [seen]

    @property
    def agent_configuration(self) -> str:
        """Where its server's are."""
        return "/etc/neutron/neutron.conf"

    @property
    def migration_keys(self) -> str:
        """Root's: as root, Nova logs in on other hosts."""
        return "/root/.ssh"

    @property
    def migration_ssh_port(self) -> int:
        """The port of the host's own server."""
        return 22

    def restart(self, *names: str) -> None:
        """Stop programs, the last first, then start them in order and wait until they run. :raises LabError: one does not start"""
        for name in reversed(names):
            self.kill(name)
        for name in names:
            try:
                self._server().startProcess(name, True)
            except xmlrpc.client.Fault as fault:
                raise LabError(f"{self.node.name}: {name} does not start: {fault.faultString}") from fault


@contextmanager
def _ended_meanwhile() -> Iterator[None]:
    """For what is done to a program that may end by itself between a look at it and the deed."""
    try:
        yield
    except xmlrpc.client.Fault as fault:
        if fault.faultCode != Faults.NOT_RUNNING:
            raise
