"""Stops Neutron's API once the server runs: Nova cannot move its port."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("neutron-api")


FAULT = Fault(
    title="Neutron down",
    inject=inject,
    cause="network-allocation-failed",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.ANY, midway=True),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="start neutron-server, migrate again",
)
