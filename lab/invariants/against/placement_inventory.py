"""Guests may use fewer processors than Placement gives out."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Leave them one, and have nobody tell Placement."""
    target.nova("compute", "cpu_shared_set", "0")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
