"""A service of the control plane does not run."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop nova-conductor."""
    target.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.CONDUCTOR)
