"""The site asks for migrations with the disk, as for local storage, and its hosts share one file system."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.layout import Shape

INSTANCES = "/var/lib/nova/instances"


def inject(target: FaultTarget) -> None:
    """Lay one directory of this machine over the instances path of every host."""
    shared = target.scratch("shared")
    shared.mkdir()
    shared.chmod(0o755)
    for host in target.others:
        target.change(
            f"mount --bind {shared} {INSTANCES}",
            f"while mountpoint -q {INSTANCES}; do umount -l {INSTANCES}; done",
            on=host,
        )


FAULT = Fault(
    title="block migration asked for, where storage is shared",
    inject=inject,
    cause="storage-mode-mismatch",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.ANY, profile={"block_migration": True}),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="migrate with block_migration=auto",
    shapes=frozenset({Shape.SUPERVISOR}),
)
