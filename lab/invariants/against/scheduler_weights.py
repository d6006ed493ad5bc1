"""The scheduler weighs hosts in another way than the site wants."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Have it look at memory alone."""
    target.nova("filter_scheduler", "weight_classes", "nova.scheduler.weights.ram.RAMWeigher")


BREAKAGE = Breakage(
    inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.CONTROL, thresholds={"scheduler_weighers": ["all_weighers"]}
)
