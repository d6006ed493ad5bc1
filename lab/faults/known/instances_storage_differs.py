"""The host keeps disks in Ceph, the others in files."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Say that they are in Ceph."""
    target.nova("libvirt", "images_type", "rbd")


FAULT = Fault(
    title="disks in Ceph on one host",
    inject=inject,
    invariants=(Violation("instances_storage_alike", group=FaultGroup.CONFIGURATION),),
)
