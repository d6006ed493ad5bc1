"""An image's file in the store is damaged: what a host fetches has another checksum than Glance says."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab-fault-corrupt"


def inject(patient: Patient) -> None:
    """Register an image, and overwrite a part of its file."""
    patient.create_image(NAME)
    image = patient.cloud.image.find_image(NAME)
    patient.sh(f"dd if=/dev/urandom of=/var/lib/glance/images/{image.id} bs=4096 seek=40 count=20 conv=notrunc status=none")


FAULT = Fault(
    title="corrupt image",
    inject=inject,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, blamed=Blamed.PATIENT, profile={"guest": {"image": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="upload the image again, boot again",
)
