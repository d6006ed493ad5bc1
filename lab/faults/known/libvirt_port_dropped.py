"""A firewall on the destination drops what comes to libvirt's port: the source waits, and gives up."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Drop what comes to libvirt's port from other hosts."""
    # without TLS and with it
    for port in (16509, 16514):
        target.refuse("INPUT", f"-i mgmt0 -p tcp --dport {port} -j DROP")


FAULT = Fault(
    title="libvirt's port dropped by a firewall",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    invariants=(Violation("migration_port_reachable"),),
    remedy="open the port, migrate again",
)
