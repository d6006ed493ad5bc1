"""An image is active in Glance, and its file is gone from the image store."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab-fault-gone"


def inject(target: FaultTarget) -> None:
    """Register an image, and delete its file."""
    target.create_image(NAME)
    image = target.cloud.image.find_image(NAME)
    stored = target.path(f"/var/lib/glance/images/{image.id}")
    target.sh(f"rm {stored}")


FAULT = Fault(
    title="image gone from the store",
    inject=inject,
    cause="image-download-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, profile={"guest": {"image": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="upload the image again, boot again",
)
