"""The host's L2 agent has no mapping for the provider network: Neutron cannot bind a port there."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Map another network, and wait until Neutron knows."""
    target.agent("ovs", "bridge_mappings", "elsewhere:br-provider")
    target.restart("neutron-openvswitch-agent")
    target.await_mapping("provider", there=False)


FAULT = Fault(
    title="port that cannot be bound",
    inject=inject,
    cause="port-binding-failed",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("bridge_mappings_alike"),),
    remedy="correct bridge_mappings, restart the L2 agent, boot again",
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
