"""The file system of the host's instances has hardly any inodes left."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget

_PATH = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Mount one with 200 there, and use all but a few."""
    target.change(
        f"mount -t tmpfs -o size=8g,nr_inodes=200 lab-fault {_PATH}; seq 195 | (cd {_PATH}; xargs touch)",
        f"while mountpoint -q {_PATH}; do umount {_PATH}; done",
        within="nova-compute",
    )


FAULT = Fault(
    title="inodes of the instances path used up",
    inject=inject,
    invariants=(Violation("instances_inodes", group=FaultGroup.INODES),),
)
