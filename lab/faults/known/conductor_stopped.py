"""Stops nova-conductor, of which the control plane has one: Nova calls it down once it has not reported for long enough."""

from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("nova-conductor")


FAULT = Fault(
    title="nova-conductor stopped",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(
        Violation("compute_services_up", within=120, group=FaultGroup.CONDUCTOR),
        Violation("control_services_run", group=FaultGroup.CONDUCTOR),
        Violation("control_services_there", within=120, group=FaultGroup.CONDUCTOR),
    ),
)
