"""The host keeps disks in Ceph, the others in files."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Say that they are in Ceph."""
    target.nova("libvirt", "images_type", "rbd")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
