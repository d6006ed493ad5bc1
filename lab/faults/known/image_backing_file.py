"""The image is a qcow2 file that stands on another one, which no host has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient
from lab.shell import run


def inject(patient: Patient) -> None:
    """Register such an image."""
    disk = patient.scratch("backing.qcow2")
    run(["qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", "/nowhere/base.qcow2", disk, "20M"])
    patient.upload("lab-fault-backing-file", disk)


FAULT = Fault(
    title="image with a missing backing file",
    inject=inject,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, blamed=Blamed.PATIENT, profile={"guest": {"image": "lab-fault-backing-file"}}),),
    place=Place.CONTROL,
    apart=True,
    remedy="flatten the image (qemu-img convert), upload it again",
)
