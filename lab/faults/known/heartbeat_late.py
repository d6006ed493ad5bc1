"""A scheduler hangs, and Nova is so patient that it still calls it up."""

from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have Nova wait ten minutes for reports, and have the scheduler stand still."""
    target.nova("DEFAULT", "service_down_time", "600")
    target.restart("nova-api")
    target.hang("nova-scheduler")


FAULT = Fault(
    title="scheduler hung, and still called up",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("heartbeats_fresh", within=120, group=FaultGroup.HEARTBEATS),),
)
