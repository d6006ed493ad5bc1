"""The destination's provider bridge loses its uplink: the guest arrives, and nobody reaches it any more."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Take the uplink off the bridge."""
    target.change(
        "ovs-vsctl --db=unix:/run/openvswitch/db.sock --if-exists del-port br-provider guests0",
        "ovs-vsctl --db=unix:/run/openvswitch/db.sock --may-exist add-port br-provider guests0",
    )


FAULT = Fault(
    title="provider bridge without its uplink",
    inject=inject,
    cause="network-mismatch",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    # bridges_there holds: the bridge is there
    remedy="add the uplink to the bridge",
)
