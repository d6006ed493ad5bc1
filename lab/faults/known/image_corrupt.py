"""An image's file in the store is damaged: what a host fetches has another checksum than Glance says."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab-fault-corrupt"


def inject(target: FaultTarget) -> None:
    """Register an image, and overwrite a part of its file."""
    target.create_image(NAME)
    image = target.cloud.image.find_image(NAME)
    stored = target.path(f"/var/lib/glance/images/{image.id}")
    target.sh(f"dd if=/dev/urandom of={stored} bs=4096 seek=40 count=20 conv=notrunc status=none")


FAULT = Fault(
    title="corrupt image",
    inject=inject,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, blamed=Blamed.TARGET, profile={"guest": {"image": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="upload the image again, boot again",
)
