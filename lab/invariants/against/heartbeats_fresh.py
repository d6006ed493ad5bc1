"""A scheduler hangs, and Nova is so patient that it still calls it up."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Have Nova wait ten minutes for reports, and have the scheduler stand still."""
    target.nova("DEFAULT", "service_down_time", "600")
    target.restart("nova-api")
    target.hang("nova-scheduler")


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.HEARTBEATS, patience=120)
