"""Guests go through libvirt's own connection."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Switch tunnelling on."""
    target.nova("libvirt", "live_migration_tunnelled", "true")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
