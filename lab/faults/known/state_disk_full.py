"""Nova's state directory is full, on a disk apart from that of instances."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape

_STATE = "/var/lib/lab-state"


def given(target: FaultTarget) -> None:
    """The state directory is on a file system of its own."""
    target.change(
        f"mkdir -p {_STATE}; mount -t tmpfs -o size=4m lab-fault {_STATE}", f"while mountpoint -q {_STATE}; do umount {_STATE}; done"
    )
    target.nova("DEFAULT", "instances_path", "/var/lib/nova/instances")
    target.nova("DEFAULT", "state_path", _STATE)


def inject(target: FaultTarget) -> None:
    """Fill it."""
    target.change(f"head -c 4100k /dev/zero > {_STATE}/full 2>/dev/null || true", f"rm -f {_STATE}/full")


FAULT = Fault(
    title="state directory full",
    inject=inject,
    given=given,
    invariants=(Violation("state_free", group=FaultGroup.INODES),),
    shapes=frozenset({Shape.SUPERVISOR}),
)
