"""Nova never gives a live migration up."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set no timeout."""
    target.nova("libvirt", "live_migration_completion_timeout", "0")


FAULT = Fault(
    title="live migration without a timeout",
    inject=inject,
    invariants=(Violation("migration_timeout_ends", group=FaultGroup.CONFIGURATION),),
)
