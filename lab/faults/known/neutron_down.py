"""Stops Neutron's API once the server runs: Nova cannot move its port."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("neutron-api")


FAULT = Fault(
    title="Neutron down",
    inject=inject,
    cause="network-allocation-failed",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.ANY, midway=True),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="start neutron-server, migrate again",
)
