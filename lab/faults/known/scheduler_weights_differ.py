"""The scheduler weighs hosts in another way than the site wants."""

from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have it look at memory alone."""
    target.nova("filter_scheduler", "weight_classes", "nova.scheduler.weights.ram.RAMWeigher")


FAULT = Fault(
    title="other scheduler weights",
    inject=inject,
    place=FaultPlace.CONTROL,
    thresholds={"scheduler_weighers": ["all_weighers"]},
    invariants=(Violation("scheduler_weights", group=FaultGroup.CONTROL),),
)
