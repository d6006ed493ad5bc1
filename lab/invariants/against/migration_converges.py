"""Nova may switch guests over first, where the site does not want it."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Permit post-copy."""
    target.nova("libvirt", "live_migration_permit_post_copy", "true")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION, thresholds={"migration_converges": False})
