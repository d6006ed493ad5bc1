"""Stops nova-compute. For Nova it is up until it has not reported for service_down_time."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("nova-compute")


FAULT = Fault(
    title="nova-compute stopped a moment ago",
    inject=inject,
    invariants=(Violation("compute_service_runs", group=FaultGroup.STOPPED),),
)
