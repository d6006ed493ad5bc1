"""The instances path is on a file system that other files fill to its end."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget

INSTANCES = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Mount a file system of 1 GiB over it, and leave 4 MiB free."""
    # Nova may have told Placement of the smaller disk meanwhile
    target.restart_later("nova-compute")
    target.change(
        f"mount -t tmpfs -o size=1g lab-fault {INSTANCES}; mkdir {INSTANCES}/locks; fallocate -l 1020m {INSTANCES}/others",
        f"while mountpoint -q {INSTANCES}; do umount -l {INSTANCES}; done",
    )


FAULT = Fault(
    title="instances disk full",
    inject=inject,
    cause="disk-full",
    shows=(Showing(OperationKind.BOOT),),
    invariants=("instances_free",),
    remedy="free space, boot again",
)
