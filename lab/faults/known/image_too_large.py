"""The image's disk is larger than the flavor's."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient
from lab.shell import run


def inject(patient: Patient) -> None:
    """Register such an image."""
    disk = patient.scratch("large.qcow2")
    run(["qemu-img", "create", "-q", "-f", "qcow2", disk, "3G"])
    patient.upload("lab-fault-large", disk)


FAULT = Fault(
    title="image larger than the disk",
    inject=inject,
    cause="image-invalid",
    shows=(
        Showing(
            OperationKind.BOOT,
            Part.ANY,
            blamed=Blamed.PATIENT,
            profile={"guest": {"image": "lab-fault-large", "flavor": "lab.small", "resize_flavor": "lab.medium"}},
        ),
    ),
    place=Place.CONTROL,
    apart=True,
    remedy="choose a flavor with a larger disk",
)
