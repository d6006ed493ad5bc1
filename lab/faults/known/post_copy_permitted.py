"""Nova may switch guests over first, where the site does not want it."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Permit post-copy."""
    target.nova("libvirt", "live_migration_permit_post_copy", "true")


FAULT = Fault(
    title="post-copy permitted",
    inject=inject,
    thresholds={"migration_converges": False},
    invariants=(Violation("migration_converges", group=FaultGroup.CONFIGURATION),),
)
