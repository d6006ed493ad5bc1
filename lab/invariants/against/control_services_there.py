"""There is no conductor that works."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop the only one; Nova notices when it has missed a few reports."""
    target.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.CONDUCTOR, patience=120)
