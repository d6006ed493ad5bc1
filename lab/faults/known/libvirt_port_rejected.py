"""A firewall on the destination rejects libvirt's port: the source cannot speak with the destination's libvirtd."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Reject what comes to libvirt's port from other hosts."""
    # without TLS and with it
    for port in (16509, 16514):
        target.refuse("INPUT", f"-i mgmt0 -p tcp --dport {port} -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="libvirt's port rejected by a firewall",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    invariants=(Violation("migration_port_reachable", group=FaultGroup.SPACE),),
    remedy="open the port, migrate again",
)
