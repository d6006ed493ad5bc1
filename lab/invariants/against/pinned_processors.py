"""Processors are set apart for pinned guests that the host does not have."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def given(target: FaultTarget) -> None:
    """One that it has is set apart."""
    target.nova("compute", "cpu_dedicated_set", "1")


def inject(target: FaultTarget) -> None:
    """Set many apart."""
    target.nova("compute", "cpu_dedicated_set", "1-4095")


BREAKAGE = Breakage(inject=inject, given=given, together=FaultGroup.NETWORK)
