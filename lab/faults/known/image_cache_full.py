"""The image cache is on a file system of its own, too small for the image."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget

CACHE = "/var/lib/nova/instances/_base"


def inject(target: FaultTarget) -> None:
    """Mount a file system of 4 MiB over the image cache."""
    target.change(
        f"mkdir -p {CACHE}; mount -t tmpfs -o size=4m lab-fault {CACHE}",
        f"while mountpoint -q {CACHE}; do umount {CACHE}; done",
        within="nova-compute",
    )


FAULT = Fault(
    title="image cache full",
    inject=inject,
    cause="disk-full",
    shows=(Showing(OperationKind.BOOT),),
    remedy="free space, boot again",
)
