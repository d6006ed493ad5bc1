"""The memory of guests that are suspended is saved on a file system that is too small for it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget

SAVED = "/var/lib/libvirt/qemu/save"


def inject(target: FaultTarget) -> None:
    """Mount a file system of 1 MiB over it."""
    target.change(
        f"mkdir -p {SAVED}; mount -t tmpfs -o size=1m lab-fault {SAVED}",
        f"while mountpoint -q {SAVED}; do umount -l {SAVED}; done",
        within="libvirtd",
    )


FAULT = Fault(
    title="no room for saved memory",
    inject=inject,
    cause="disk-full",
    shows=(Showing(OperationKind.SUSPEND),),
    remedy="free space, suspend again",
)
