"""The ports that a run gives to its instances while they run, as Neutron has them and as guests see them."""

import re
from typing import Any

from conformance.cloud.answers import understanding
from conformance.cloud.nova import call, service_of
from conformance.cloud.wait import LastSeen, TimedOut, wait_until
from conformance.input.names import uuid_in
from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.model.base import Noun
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import Instance
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import description

_ADDRESS = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")


class Port(Noun):
    """A port: what Neutron says of it. device: the server that it is attached to, if any; vif: how it is bound."""

    id: str
    address: str
    device: str | None
    host: str | None
    vif: str | None
    status: str


def port_name(instance: Instance) -> str:
    """The name of the port that an instance is given; it has at most one at a time."""
    return instance.name


def port_of(run: RunContext, instance: Instance) -> Port | None:
    """The port that was made for an instance. :raises Transient, Refused, NotUnderstood: as Nova's calls do"""
    with understanding(run.conn, "network", "ports"):
        query = [("name", port_name(instance))]
        found = call(service_of(run.conn, "network"), "GET", "/ports", params=query).json()["ports"]
        ports = [_port(one) for one in found if one["name"] == port_name(instance) and one["description"] == description(run.run_id)]
    return ports[0] if ports else None


def make_port(run: RunContext, instance: Instance) -> Port:
    """Its port, which is made unless there is one; the ledger has it before.

    :raises Transient, Refused, NotUnderstood: as Nova's calls do
    """
    known = port_of(run, instance)
    if known is not None:
        return known
    run.ledger.intend(Kind.PORT, port_name(instance))
    wanted = {"network_id": run.site.network, "name": port_name(instance), "description": description(run.run_id)}
    with understanding(run.conn, "network", "a new port"):
        made = _port(call(service_of(run.conn, "network"), "POST", "/ports", json={"port": wanted}).json()["port"])
    run.ledger.created(Kind.PORT, port_name(instance), made.id)
    return made


def _port(found: dict[str, Any]) -> Port:
    """:raises SuiteFault: its id is no UUID, or its address no hardware address"""
    address = str(found["mac_address"]).lower()
    if not _ADDRESS.fullmatch(address):
        raise SuiteFault(f"Neutron gave {address[:80]!a} as the hardware address of a port: look what answers at its endpoint")
    return Port(
        id=uuid_in("the id of a port in Neutron's answer", str(found["id"])),
        address=address,
        device=found.get("device_id") or None,
        host=found.get("binding:host_id") or None,
        vif=found.get("binding:vif_type") or None,
        status=str(found["status"]),
    )


class CloudInterfaces:
    """Claims about them."""

    def __init__(self, run: RunContext, guest: CloudGuest) -> None:
        self._run = run
        self._guest = guest
        self._addresses: dict[str, str] = {}

    def expect_attached(self, instance: Instance, host: str) -> None:
        """Neutron has its port bound to the host and active, and the guest sees a network device of the port's address.

        :raises CloudFault: it is otherwise
        """

        def look() -> LastSeen[Port | None]:
            port = port_of(self._run, instance)
            if port is None:
                return LastSeen(False, "Neutron has no such port", None)
            bound = port.device == instance.id and port.host == host and port.status == "ACTIVE"
            return LastSeen(bound, f"of server {port.device}, bound to {port.host} as {port.vif}, {port.status}", port)

        port = self._expect(f"the port of {instance.name} is bound to {host} and active", look, host)
        if port is not None:
            self._addresses[instance.id] = port.address
            self._guest.expect_interface(instance, port.address, there=True)

    def expect_detached(self, instance: Instance) -> None:
        """Neutron has its port no more, and the guest sees no network device of the port's address. :raises CloudFault: it is otherwise"""

        def look() -> LastSeen[Port | None]:
            port = port_of(self._run, instance)
            return LastSeen(port is None, "it is there", port)

        self._expect(f"the port of {instance.name} is gone", look, None)
        if instance.id in self._addresses:
            self._guest.expect_interface(instance, self._addresses.pop(instance.id), there=False)

    def _expect(self, claim: str, look: Any, host: str | None) -> Port | None:
        try:
            found: Port | None = wait_until(claim, look, self._run.profile.timeouts.guest, pace=self._run.pace)
        except TimedOut as spent:
            raise CloudFault(claim, str(spent), host) from spent
        return found
