"""The image asks for a machine type that this QEMU does not have."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Register such an image."""
    patient.create_image("lab-fault-machine", hw_machine_type="pc-i440fx-99.9")


FAULT = Fault(
    title="machine type that the hypervisor does not know",
    inject=inject,
    cause="firmware-or-device-unsupported",
    shows=(Showing(OperationKind.BOOT, Part.ANY, blamed=Blamed.PATIENT, profile={"guest": {"image": "lab-fault-machine"}}),),
    place=Place.CONTROL,
    apart=True,
    remedy="correct the image's property, boot again",
)
