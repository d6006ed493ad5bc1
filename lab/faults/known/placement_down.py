"""Stops Placement."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("placement-api")


FAULT = Fault(
    title="Placement down",
    inject=inject,
    cause="placement-conflict",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.ANY, midway=True, detail="unreachable"),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="start Placement, migrate again",
)
