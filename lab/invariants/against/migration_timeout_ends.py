"""Nova never gives a live migration up."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Set no timeout."""
    target.nova("libvirt", "live_migration_completion_timeout", "0")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
