"""Placement gives the host's processors out 64 times."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def given(target: FaultTarget) -> None:
    """The ratio is configured, as it was to begin with: Placement would keep another one after it is taken out."""
    target.nova("DEFAULT", "cpu_allocation_ratio", "4.0")
    target.restart("nova-compute")


def inject(target: FaultTarget) -> None:
    """Configure another, and have nova-compute tell Placement."""
    target.nova("DEFAULT", "cpu_allocation_ratio", "64.0")
    target.restart("nova-compute")


BREAKAGE = Breakage(inject=inject, given=given, together=FaultGroup.MACHINE, patience=90)
