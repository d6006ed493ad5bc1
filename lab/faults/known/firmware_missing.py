"""The image asks for UEFI, for which these hosts have no firmware."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Register such an image."""
    patient.create_image("lab-fault-uefi", hw_firmware_type="uefi")


FAULT = Fault(
    title="UEFI without a firmware",
    inject=inject,
    cause="firmware-or-device-unsupported",
    shows=(Showing(OperationKind.BOOT, Part.ANY, blamed=Blamed.PATIENT, profile={"guest": {"image": "lab-fault-uefi"}}),),
    place=Place.CONTROL,
    apart=True,
    remedy="install the firmware, or boot another image",
)
