"""Placement keeps allocations on the host for servers that do not exist any more."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget

CONSUMER = "0a0b0c0d-5a1e-4c5c-9f0a-00000000fa17"


def inject(target: FaultTarget) -> None:
    """Allocate nearly all memory to nobody."""
    provider = target.provider()
    free = target.inventory("MEMORY_MB")
    total = int(free["total"] * free["allocation_ratio"]) - free["reserved"] - 64
    path = f"/allocations/{CONSUMER}"
    allocations = {
        "allocations": {provider: {"resources": {"MEMORY_MB": total}}},
        "project_id": target.cloud.current_project_id,
        "user_id": target.cloud.current_user_id,
        "consumer_generation": None,
        "consumer_type": "INSTANCE",
    }
    target.ask("placement", "PUT", path, allocations, ("DELETE", path, None), microversion="1.38")


FAULT = Fault(
    title="orphaned allocations",
    inject=inject,
    cause="no-valid-host",
    # a suite that begins later sees that there is no room, and leaves the host alone
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE, midway=True),),
    invariants=(Violation("allocations_owned", group=FaultGroup.ALLOCATIONS),),
    remedy="nova-manage placement audit --delete, boot again",
)
