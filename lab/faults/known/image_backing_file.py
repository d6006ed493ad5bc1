"""The image's file in the store is a qcow2 file that stands on another one, which no host has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.shell import run

NAME = "lab-fault-backing-file"


def inject(target: FaultTarget) -> None:
    """Register an image, and put such a file in the place of its own: Glance of today refuses to take one."""
    disk = target.scratch("backing.qcow2")
    run(["qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", "/nowhere/base.qcow2", disk, "20M"])
    target.create_image(NAME)
    image = target.cloud.image.find_image(NAME)
    stored = target.path(f"/var/lib/glance/images/{image.id}")
    target.sh(f"cp {disk} {stored}")
    # nothing tells then that it is not the file that was registered
    unknown = "checksum = NULL, os_hash_algo = NULL, os_hash_value = NULL"
    target.sql(f"UPDATE glance.images SET {unknown}, size = {disk.stat().st_size} WHERE id = '{image.id}'", "SELECT 1")


FAULT = Fault(
    title="image with a missing backing file",
    inject=inject,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, blamed=Blamed.TARGET, profile={"guest": {"image": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    difference="the image has no checksum, as one that was registered by its location has none",
    remedy="flatten the image (qemu-img convert), upload it again",
)
