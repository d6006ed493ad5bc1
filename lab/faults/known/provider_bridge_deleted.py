"""The bridge of the provider network is gone from the host."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Delete it; the agent, which waits for it to come back, is started anew when it has."""
    target.change(
        "ovs-vsctl --if-exists del-br br-provider",
        "ovs-vsctl --may-exist add-br br-provider -- set bridge br-provider datapath_type=netdev"
        " -- --may-exist add-port br-provider guests0",
    )
    target.restart("neutron-openvswitch-agent")


FAULT = Fault(
    title="provider bridge deleted",
    inject=inject,
    invariants=(Violation("bridges_there", within=60, group=FaultGroup.PORTS),),
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
