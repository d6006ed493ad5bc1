"""A firewall on the destination rejects QEMU's migration ports: libvirt's own port is open."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Reject what comes to QEMU's ports from other hosts."""
    target.refuse("INPUT", "-i mgmt0 -p tcp --dport 49152:49215 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="QEMU's migration ports rejected by a firewall",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    # no invariant sees it: a reset is what a port answers, too, on which QEMU does not listen yet
    remedy="open the ports, migrate again; or cold-migrate",
)
