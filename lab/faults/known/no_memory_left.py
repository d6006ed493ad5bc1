"""The host keeps nearly all of its memory for itself: Placement has none to give."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Reserve the memory, and wait until Placement knows."""
    target.nova("DEFAULT", "reserved_host_memory_mb", str(target.inventory("MEMORY_MB")["total"] - 64))
    target.restart("nova-compute")
    target.await_inventory("MEMORY_MB", most=64)


FAULT = Fault(
    title="no memory left for guests",
    inject=inject,
    cause="no-valid-host",
    # a suite that begins later sees that there is no room, and leaves the host alone
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE, midway=True),),
    # memory_reserved holds: Placement was told
    remedy="correct reserved_host_memory_mb, restart nova-compute, boot again",
)
