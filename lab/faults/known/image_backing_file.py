"""The image's file in the store is a qcow2 file that stands on another one, which no host has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient
from lab.shell import run

NAME = "lab-fault-backing-file"


def inject(patient: Patient) -> None:
    """Register an image, and put such a file in the place of its own: Glance of today refuses to take one."""
    disk = patient.scratch("backing.qcow2")
    run(["qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", "/nowhere/base.qcow2", disk, "20M"])
    patient.create_image(NAME)
    image = patient.cloud.image.find_image(NAME)
    patient.sh(f"cp {disk} /var/lib/glance/images/{image.id}")
    # nothing tells then that it is not the file that was registered
    unknown = "checksum = NULL, os_hash_algo = NULL, os_hash_value = NULL"
    patient.sql(f"UPDATE glance.images SET {unknown}, size = {disk.stat().st_size} WHERE id = '{image.id}'", "SELECT 1")


FAULT = Fault(
    title="image with a missing backing file",
    inject=inject,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, blamed=Blamed.PATIENT, profile={"guest": {"image": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    difference="the image has no checksum, as one that was registered by its location has none",
    remedy="flatten the image (qemu-img convert), upload it again",
)
