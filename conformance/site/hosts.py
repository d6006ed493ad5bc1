"""Reaching compute hosts, and the services on them."""

from threading import RLock
from typing import Any, Self

from testinfra.host import Host as TestinfraHost

from conformance.model.errors import HostUnreachable
from conformance.site.backend import CommandTimedOut, Gate, NodeBackend, ServiceAbsent
from conformance.site.containers import Engine, Pod
from conformance.site.inventory_model import Inventory
from conformance.site.profile_model import Connection, Profile, ServiceKind
from conformance.site.result import Result
from conformance.site.ways import LocalWay, SshWay, Way

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

    def run(self, command: str, *args: str, timeout: float = 30) -> Result:
        """Run a shell command, each %s in it replaced by an argument, quoted. A failing command is a result, not an error.

        :param timeout: seconds
        :raises HostUnreachable: the host cannot be reached, does not let us in, or refuses sudo
        :raises ServiceAbsent: the service's container is not there
        :raises CommandTimedOut: the host answers, but the command did not end in time
        """
        result = self._backend.run(command, *args, timeout=timeout)
        return Result(rc=result.rc, stdout=result.stdout, stderr=result.stderr)

    def service(self, logical_name: str) -> "HostAccess":
        """Where that service of this host runs: inside its container, or on the host itself if it has none.

        :raises SuiteFault: the profile does not say how the service runs
        """
        return self._hosts.service_on(self.name, logical_name)

    def __repr__(self) -> str:
        return f"<HostAccess {self.name}>"


class Hosts:
    """All compute hosts, each reached when it is first asked for. A context manager; what it keeps open is ended by close().

    :param connect_timeout: whole seconds until a host that does not answer is given up
    """

    def __init__(self, profile: Profile, inventory: Inventory, connect_timeout: int = 5) -> None:
        self._profile = profile
        self._inventory = inventory
        self._connect_timeout = connect_timeout
        self._lock = RLock()
        self._ways: dict[str, tuple[Way, Gate]] = {}
        self._accesses: dict[tuple[str, str | None], HostAccess] = {}

    def on(self, name: str) -> HostAccess:
        """The host of that name. Nothing is asked of it before a command runs."""
        return self._access(name, None)

    def service_on(self, name: str, logical_name: str) -> HostAccess:
        """Where that service of the host runs.

        :raises SuiteFault: the profile does not say how the service runs
        """
        return self._access(name, logical_name if self._profile.service(logical_name).kind.in_container else None)

    def close(self) -> None:
        """End all kept connections."""
        with self._lock:
            for way, _ in self._ways.values():
                way.close()
            self._ways.clear()
            self._accesses.clear()

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
        service = self._profile.service(logical_name) if logical_name else None
        remedy = f"Correct services.{logical_name}.name in the profile, or start it" if service else ""
        if service and service.kind is ServiceKind.KUBECTL:
            return NodeBackend(name, LocalWay(), Gate(name), inside=Pod(service, name), absence_remedy=remedy)
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

    def _way(self, name: str) -> tuple[Way, Gate]:
        if name not in self._ways:
            host = self._inventory.host(name)
            local = host.local or self._profile.hosts.connection is Connection.LOCAL
            way = LocalWay() if local else SshWay(host, self._profile.hosts.ssh_user, self._connect_timeout)
            self._ways[name] = (way, Gate(name))
        return self._ways[name]
