"""The provider network is on another bridge than on the other hosts."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Make another bridge, map the network to it, and have the agent tell Neutron."""
    target.change(
        "ovs-vsctl --may-exist add-br br-other -- set bridge br-other datapath_type=netdev", "ovs-vsctl --if-exists del-br br-other"
    )
    target.agent("ovs", "bridge_mappings", "provider:br-other")
    target.restart("neutron-openvswitch-agent")


FAULT = Fault(
    title="provider network on another bridge",
    inject=inject,
    invariants=(Violation("bridge_mappings_alike", within=90, group=FaultGroup.TUNNELS),),
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
