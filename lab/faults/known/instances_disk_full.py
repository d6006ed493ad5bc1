"""The instances path is on a file system that other files fill to its end."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget

INSTANCES = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Mount a file system of 1 GiB over it, and leave 4 MiB free."""
    target.change(
        f"owner=$(stat -c %u:%g {INSTANCES}); mount -t tmpfs -o size=1g lab-fault {INSTANCES}; mkdir {INSTANCES}/locks; "
        f"chown $owner {INSTANCES} {INSTANCES}/locks; fallocate -l 1020m {INSTANCES}/others",
        f"while mountpoint -q {INSTANCES}; do umount -l {INSTANCES}; done",
        within="nova-compute",
    )


def recover(target: FaultTarget) -> None:
    """Restart nova-compute, which may have told Placement of the smaller disk meanwhile."""
    target.restart("nova-compute")


FAULT = Fault(
    title="instances disk full",
    inject=inject,
    recover=recover,
    cause="disk-full",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("instances_free", group=FaultGroup.SPACE),),
    remedy="free space, boot again",
)
