"""A service of Nova has not reported for so long that Nova calls it down."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop nova-conductor; Nova notices when it has missed a few reports."""
    target.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.CONDUCTOR, patience=120)
