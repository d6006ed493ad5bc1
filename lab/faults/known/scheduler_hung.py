"""Has the scheduler stand still: the conductor waits for its answer."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Stop its clock."""
    patient.hang("nova-scheduler")


FAULT = Fault(
    title="scheduler hung",
    inject=inject,
    cause="messaging-timeout",
    shows=(Showing(OperationKind.BOOT, Part.ANY),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    difference="rpc_response_timeout = 30",
    remedy="restart nova-scheduler, boot again",
)
