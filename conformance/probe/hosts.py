"""Reaching compute hosts, and the services on them."""

from collections.abc import Iterable
from pathlib import Path
from threading import RLock
from typing import Any, Self

from testinfra.host import Host as TestinfraHost

from conformance.config.clients import Clients
from conformance.config.profile_model import Connection, LogicalService, Profile, Service, ServiceKind
from conformance.input.bounded import MOST_OUTPUT
from conformance.inventory.reached import Inventory
from conformance.model.errors import HostUnreachable
from conformance.probe.finder import Finder
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found
from conformance.transport.backend import CommandTimedOut, Gate, NodeBackend, ServiceAbsent
from conformance.transport.command import Command
from conformance.transport.containers import Engine, Pod
from conformance.transport.result import Result
from conformance.transport.sockets import Sockets
from conformance.transport.transports import LocalTransport, SshTransport, Transport

__all__ = ["CommandTimedOut", "HostAccess", "HostUnreachable", "Hosts", "Result", "ServiceAbsent"]


class HostAccess:
    """One host, or one service on it: commands run where that is.

    name is the host's; testinfra is a testinfra host, so all of its modules work there.
    """

    def __init__(self, hosts: "Hosts", name: str, backend: NodeBackend) -> None:
        self._hosts = hosts
        self._backend = backend
        self.name = name
        self.testinfra: Any = TestinfraHost(backend)
        backend.set_host(self.testinfra)

    def run(self, command: str, *args: str, timeout: float = 30, limit: int = MOST_OUTPUT) -> Result:
        """Run a shell command, each %s in it replaced by an argument, quoted. A failing command is a result, not an error.

        :param command: a constant text, or a Command; what comes from outside is an argument
        :param timeout: seconds
        :param limit: bytes of its standard output that are read at most
        :raises HostUnreachable: the host cannot be reached, does not let us in, or refuses sudo
        :raises ServiceAbsent: the service's container is not there
        :raises CommandTimedOut: the host answers, but the command did not end in time
        :raises SuiteFault: the host answers more than the limit
        """
        result = self._backend.run(command, *args, timeout=timeout, limit=limit)
        return Result(rc=result.rc, stdout=result.stdout, stderr=result.stderr)

    @property
    def clients(self) -> Clients:
        """The programs by which libvirt and Open vSwitch are asked."""
        return self._hosts.clients

    def service(self, logical_name: str) -> "HostAccess":
        """Where that service of this host runs: inside its container, or on the host itself if it has none.

        :raises SuiteFault: the profile does not say how the service runs
        """
        return self._hosts.service_on(self.name, logical_name)

    def definition(self, logical_name: str) -> Service:
        """How that service runs on this host: of its alternatives, the one that is there.

        :raises SuiteFault: the profile does not say how the service runs
        :raises ServiceAbsent: none of its alternatives is there
        :raises HostUnreachable: the host cannot be asked
        """
        return self._hosts.definition_on(self.name, logical_name)

    def find(self, names: Iterable[LogicalService], timeout: float = 30) -> dict[LogicalService, Found]:
        """Which of their alternatives those services are on this host, and how they are, in one round trip.

        :param timeout: seconds
        :raises SuiteFault: the host cannot be asked
        """
        return self._hosts.find_on(self.name, names, timeout)

    def __repr__(self) -> str:
        return f"<HostAccess {self.name}>"


class Hosts:
    """All compute hosts, each reached when it is first asked for. A context manager; what it keeps open is ended by close().

    :param connect_timeout: whole seconds until a host that does not answer is given up
    :param run: the id of the run whose processes share a directory for the sockets of kept connections; None: this process has its own
    """

    def __init__(self, profile: Profile, inventory: Inventory, connect_timeout: int = 5, run: str | None = None) -> None:
        self._profile = profile
        self._inventory = inventory
        self._connect_timeout = connect_timeout
        self._finder = Finder(profile, Pods())
        self._definitions: dict[tuple[str, str], Service] = {}
        self._lock = RLock()
        self._run = run
        self._sockets: Sockets | None = None
        self._ways: dict[str, tuple[Transport, Gate]] = {}
        self._accesses: dict[tuple[str, str | None], HostAccess] = {}

    def on(self, name: str) -> HostAccess:
        """The host of that name. Nothing is asked of it before a command runs."""
        return self._access(name, None)

    @property
    def control(self) -> tuple[str, ...]:
        """The names of the control plane's hosts, as far as the inventory has a group of them."""
        return self._inventory.names_of_control

    @property
    def clients(self) -> Clients:
        """The programs by which libvirt and Open vSwitch are asked, on all hosts."""
        return self._profile.clients

    def service_on(self, name: str, logical_name: str) -> HostAccess:
        """Where that service of the host runs.

        :raises SuiteFault: the profile does not say how the service runs
        """
        return self._access(name, logical_name if self.definition_on(name, logical_name).kind.in_container else None)

    def definition_on(self, name: str, logical_name: str) -> Service:
        """How that service runs on the host: of its alternatives, the one that is there; asked for once.

        :raises SuiteFault: the profile does not say how the service runs
        :raises ServiceAbsent: none of its alternatives is there
        """
        service = self._profile.service(logical_name)
        if not service.alternatives:
            return service
        key = (name, logical_name)
        if key not in self._definitions:
            # not under the lock: a host that hangs must not keep the others waiting
            return self._which(name, LogicalService(logical_name))
        return self._definitions[key]

    def find_on(self, name: str, names: Iterable[LogicalService], timeout: float = 30) -> dict[LogicalService, Found]:
        """Which of their alternatives those services are on the host, and how they are, in one round trip.

        :param timeout: seconds
        :raises SuiteFault: the host cannot be asked
        """
        host = self.on(name)

        def run(script: Command, seconds: float) -> Result:
            return host.run(script, timeout=seconds)

        found = self._finder.find(name, names, run, timeout)
        self._definitions |= {(name, str(one.name)): one.best.service for one in found.values() if one.health.runs}
        return found

    def find_in_cluster(self, names: Iterable[LogicalService]) -> list[Found]:
        """How those services are that are pods, on whatever node; the others are left out."""
        return self._finder.find_in_cluster(names)

    def _which(self, name: str, logical_name: LogicalService) -> Service:
        found = self.find_on(name, [logical_name])[logical_name]
        if not found.health.there:
            seen = "; ".join(candidate.text for candidate in found.candidates)
            raise ServiceAbsent(
                f"{name}: {logical_name} is not found ({seen}). Correct services.{logical_name} in the profile, or start it"
            )
        return found.best.service

    def close(self) -> None:
        """End all kept connections."""
        with self._lock:
            for way, _ in self._ways.values():
                way.close()
            self._ways.clear()
            self._accesses.clear()
            if self._sockets:
                self._sockets.close()
                self._sockets = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _access(self, name: str, logical_name: str | None) -> HostAccess:
        with self._lock:
            key = (name, logical_name)
            if key not in self._accesses:
                self._accesses[key] = HostAccess(self, name, self._backend(name, logical_name))
            return self._accesses[key]

    def _backend(self, name: str, logical_name: str | None) -> NodeBackend:
        service = self.definition_on(name, logical_name) if logical_name else None
        remedy = f"Correct services.{logical_name}.name in the profile, or start it" if service else ""
        if service and service.kind is ServiceKind.KUBECTL:
            return NodeBackend(
                name, LocalTransport(), Gate(name), inside=Pod(service, self._finder.node_called(service, name)), absence_remedy=remedy
            )
        way, gate = self._way(name)
        sudo = self._inventory.host(name).sudo
        return NodeBackend(
            name,
            way,
            gate,
            root=self._profile.hosts.sudo if sudo is None else sudo,
            inside=Engine(service) if service else None,
            connecting=self._connect_timeout,
            absence_remedy=remedy,
        )

    def _way(self, name: str) -> tuple[Transport, Gate]:
        if name not in self._ways:
            host = self._inventory.host(name)
            local = host.local or self._profile.hosts.connection is Connection.LOCAL
            way = LocalTransport() if local else SshTransport(host, self._profile.hosts.ssh_user, self._connect_timeout, self._socket())
            self._ways[name] = (way, Gate(name))
        return self._ways[name]

    def _socket(self) -> Path:
        self._sockets = self._sockets or Sockets(self._run)
        return self._sockets.new()
