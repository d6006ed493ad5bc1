"""The host's nova-compute does not run."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("nova-compute")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.STOPPED)
