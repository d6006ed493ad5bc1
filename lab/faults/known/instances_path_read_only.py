"""The instances path of one host is mounted read-only, as the kernel does it with a file system that is damaged."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget

INSTANCES = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Mount it over itself, read-only."""
    target.change(
        f"mount --bind {INSTANCES} {INSTANCES}; mount -o remount,bind,ro {INSTANCES}",
        f"while mountpoint -q {INSTANCES}; do umount -l {INSTANCES}; done",
        within="nova-compute",
    )


FAULT = Fault(
    title="instances path read-only",
    inject=inject,
    cause="instances-path-unusable",
    shows=(Showing(OperationKind.BOOT), Showing(OperationKind.LIVE_MIGRATION, part=HostRole.DESTINATION)),
    remedy="mount it writable again, boot again",
)
