"""An image is active in Glance, and its file is gone from the image store."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab-fault-gone"


def inject(patient: Patient) -> None:
    """Register an image, and delete its file."""
    patient.create_image(NAME)
    image = patient.cloud.image.find_image(NAME)
    patient.sh(f"rm /var/lib/glance/images/{image.id}")


FAULT = Fault(
    title="image gone from the store",
    inject=inject,
    cause="image-download-failed",
    shows=(Showing(OperationKind.BOOT, Part.ANY, profile={"guest": {"image": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="upload the image again, boot again",
)
