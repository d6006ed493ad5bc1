"""The network has no subnet."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab-fault-no-subnet"


def inject(patient: Patient) -> None:
    """Make such a network."""
    patient.create("network", "network", NAME, shared=True)


FAULT = Fault(
    title="network without a subnet",
    inject=inject,
    cause="network-or-security-group-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, profile={"guest": {"network": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="add a subnet, boot again",
)
