"""The site asks for migrations without the disk, as for shared storage, and its hosts keep disks to themselves."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Nothing is to be done to the hosts: their disks are local as they are."""
    target.sh("true")


FAULT = Fault(
    title="shared storage asked for, where it is local",
    inject=inject,
    cause="storage-mode-mismatch",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.ANY, profile={"block_migration": False}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="migrate with block_migration=auto",
)
