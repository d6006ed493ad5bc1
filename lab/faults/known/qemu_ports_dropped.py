"""A firewall on the destination drops what comes to QEMU's migration ports: libvirt's own port is open."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Drop what comes to QEMU's ports from other hosts."""
    target.refuse("INPUT", "-i mgmt0 -p tcp --dport 49152:49215 -j DROP")


FAULT = Fault(
    title="QEMU's migration ports dropped by a firewall",
    inject=inject,
    cause="migration-network-blocked",
    # the source's kernel gives up after 127 s
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, profile={"timeouts": {"live_migration": 170}}),),
    invariants=(Violation("qemu_port_reachable", group=FaultGroup.NETWORK),),
    remedy="open the ports, migrate again; or cold-migrate",
)
