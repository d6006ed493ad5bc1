"""Stops nova-compute, and waits until Nova calls it down."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("nova-compute")
    patient.await_service("down")


FAULT = Fault(
    title="nova-compute stopped",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.DESTINATION, midway=True),),
    invariants=("compute_services_up", "services_run"),
    difference="service_down_time = 30",
    remedy="start nova-compute, migrate again",
)
