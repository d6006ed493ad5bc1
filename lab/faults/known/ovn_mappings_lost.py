"""The host's ovn-controller has lost its mapping of the provider network: Neutron cannot bind a port there."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Take it out, and wait until Neutron knows."""
    target.change(
        "ovs-vsctl remove Open_vSwitch . external_ids ovn-bridge-mappings",
        'ovs-vsctl set Open_vSwitch . external_ids:ovn-bridge-mappings="provider:br-provider"',
    )
    target.await_mapping("provider", there=False)


FAULT = Fault(
    title="OVN's bridge mappings lost",
    inject=inject,
    cause="port-binding-failed",
    shows=(Showing(OperationKind.BOOT, detail="provider"),),
    invariants=(Violation("bridge_mappings_alike"),),
    remedy="set external_ids:ovn-bridge-mappings, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
