"""The image asks for another architecture than the hosts have."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab-fault-aarch64"


def inject(patient: Patient) -> None:
    """Register such an image."""
    patient.create_image(NAME, hw_architecture="aarch64", architecture="aarch64")


FAULT = Fault(
    title="image that ImagePropertiesFilter keeps from every host",
    inject=inject,
    cause="no-valid-host",
    shows=(Showing(OperationKind.BOOT, Part.ANY, detail="ImagePropertiesFilter", profile={"guest": {"image": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="correct the image's properties, boot again",
)
