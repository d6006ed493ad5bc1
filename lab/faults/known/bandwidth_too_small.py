"""Limits the source's migration bandwidth to 1 MiB/s and Nova's patience to seconds: the guest's memory is never over in time."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Limit bandwidth and time."""
    target.nova("libvirt", "live_migration_bandwidth", "1")
    target.nova("libvirt", "live_migration_completion_timeout", "4")
    target.restart("nova-compute")


FAULT = Fault(
    title="guest that does not converge",
    inject=inject,
    cause="migration-not-converging",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE),),
    invariants=(Violation("migration_bandwidth", group=FaultGroup.VERSION),),
    difference="live_migration_bandwidth = 1, live_migration_completion_timeout = 4 on the source: a guest of 96 MiB stands for a busy one",
    remedy="raise bandwidth and timeout or permit auto-converge, migrate again",
)
