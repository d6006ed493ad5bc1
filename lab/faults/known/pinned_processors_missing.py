"""Processors are set apart for pinned guests that the host does not have."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def given(target: FaultTarget) -> None:
    """One that it has is set apart."""
    target.nova("compute", "cpu_dedicated_set", "1")


def inject(target: FaultTarget) -> None:
    """Set many apart."""
    target.nova("compute", "cpu_dedicated_set", "1-4095")


FAULT = Fault(
    title="pinned processors that are missing",
    inject=inject,
    given=given,
    invariants=(Violation("pinned_processors", group=FaultGroup.NETWORK),),
)
