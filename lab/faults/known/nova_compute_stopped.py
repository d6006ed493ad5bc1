"""Stops nova-compute, and waits until Nova calls it down."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("nova-compute")
    target.await_service("down")


FAULT = Fault(
    title="nova-compute stopped",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up"),),
    difference="service_down_time = 30",
    remedy="start nova-compute, migrate again",
)
