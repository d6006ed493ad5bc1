"""The file system of the host's instances is nearly full."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_PATH = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Mount one of 64 MiB there."""
    target.change(f"mount -t tmpfs -o size=64m lab-fault {_PATH}", f"while mountpoint -q {_PATH}; do umount {_PATH}; done")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.SPACE)
