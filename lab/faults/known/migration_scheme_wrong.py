"""The source's live_migration_uri asks for TLS, of which no host has certificates."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have Nova speak with libvirt over TLS."""
    target.nova("libvirt", "live_migration_uri", "qemu+tls://%s/system")
    target.restart("nova-compute")


FAULT = Fault(
    title="live_migration_uri with a scheme that is not set up",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE),),
    invariants=(Violation("nova_conf_alike"),),
    remedy="correct live_migration_uri, restart nova-compute, migrate again",
    tls=False,
)
