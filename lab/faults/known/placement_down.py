"""Stops Placement."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("placement-api")


FAULT = Fault(
    title="Placement down",
    inject=inject,
    cause="placement-conflict",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.ANY, midway=True, detail="unreachable"),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="start Placement, migrate again",
)
