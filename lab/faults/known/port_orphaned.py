"""A port is kept in Neutron for a server that there never was."""

from lab.access.cloud import NETWORK
from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget

_SERVER = "0d0d0d0d-0000-4000-8000-000000000005"


def inject(target: FaultTarget) -> None:
    """Make one."""
    network = target.cloud.network.find_network(NETWORK, ignore_missing=False)
    port = target.cloud.network.create_port(network_id=network.id)
    owner = {"port": {"device_id": _SERVER, "device_owner": "compute:nova"}}
    target.ask("network", "PUT", f"/ports/{port.id}", owner, ("DELETE", f"/ports/{port.id}", None))


FAULT = Fault(
    title="orphaned port",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("ports_owned", group=FaultGroup.CONTROL),),
)
