"""Guests go through libvirt's own connection."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Switch tunnelling on."""
    target.nova("libvirt", "live_migration_tunnelled", "true")


FAULT = Fault(
    title="tunnelled live migration",
    inject=inject,
    invariants=(Violation("migration_not_tunnelled", group=FaultGroup.CONFIGURATION),),
)
