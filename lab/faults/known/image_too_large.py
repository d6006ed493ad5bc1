"""The image's disk is larger than the flavor's, and nobody could see it before the host did."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.shell import run

NAME = "lab-fault-large"


def inject(target: FaultTarget) -> None:
    """Register such an image, without the size of its disk."""
    disk = target.scratch("large.qcow2")
    run(["qemu-img", "create", "-q", "-f", "qcow2", disk, "3G"])
    target.upload(NAME, disk)
    # else the suite refuses to begin with it
    target.sql(f"UPDATE glance.images SET virtual_size = NULL WHERE name = '{NAME}'", "SELECT 1")


FAULT = Fault(
    title="image larger than the disk",
    inject=inject,
    cause="image-invalid",
    shows=(
        Showing(
            OperationKind.BOOT,
            HostRole.ANY,
            blamed=Blamed.TARGET,
            profile={"guest": {"image": NAME, "flavor": "lab.small", "resize_flavor": "lab.medium"}},
        ),
    ),
    place=FaultPlace.CONTROL,
    apart=True,
    difference="Glance does not tell the size of the image's disk, as it did not in earlier releases",
    remedy="choose a flavor with a larger disk",
)
