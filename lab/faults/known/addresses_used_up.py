"""The network's only subnet has one address, and another port has it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab-fault-full"
ONLY = "198.18.9.2"


def inject(target: FaultTarget) -> None:
    """Make such a network."""
    network = target.create("network", "network", NAME, shared=True)
    subnet = {"ip_version": 4, "cidr": "198.18.9.0/29", "is_dhcp_enabled": False, "allocation_pools": [{"start": ONLY, "end": ONLY}]}
    target.create("network", "subnet", NAME, network_id=network.id, gateway_ip=None, **subnet)
    target.create("network", "port", NAME, network_id=network.id)


FAULT = Fault(
    title="network out of addresses",
    inject=inject,
    cause="network-allocation-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, detail="no-address-left", profile={"guest": {"network": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="widen the subnet's allocation pool, boot again",
)
