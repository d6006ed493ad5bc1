"""Has the scheduler stand still: the conductor waits for its answer."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop its clock."""
    target.hang("nova-scheduler")


FAULT = Fault(
    title="scheduler hung",
    inject=inject,
    cause="messaging-timeout",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    difference="rpc_response_timeout = 30",
    remedy="restart nova-scheduler, boot again",
)
