"""Placement gives the host's processors out 64 times."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def given(target: FaultTarget) -> None:
    """The ratio is configured, as it was to begin with: Placement would keep another one after it is taken out."""
    target.nova("DEFAULT", "cpu_allocation_ratio", "4.0")
    target.restart("nova-compute")


def inject(target: FaultTarget) -> None:
    """Configure another, and have nova-compute tell Placement."""
    target.nova("DEFAULT", "cpu_allocation_ratio", "64.0")
    target.restart("nova-compute")


FAULT = Fault(
    title="processors oversubscribed",
    inject=inject,
    given=given,
    invariants=(Violation("oversubscription", within=90, group=FaultGroup.MACHINE),),
)
