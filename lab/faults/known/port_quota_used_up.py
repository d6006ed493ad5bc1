"""The project may have no more ports."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set the quota to 0, though the server has one already."""
    path = f"/quotas/{target.cloud.current_project_id}"
    target.ask("network", "PUT", path, {"quota": {"port": 0, "force": True}}, ("DELETE", path, None))


FAULT = Fault(
    title="quota of ports used up",
    inject=inject,
    cause="quota-exceeded",
    shows=(Showing(OperationKind.ATTACH_INTERFACE, HostRole.ANY, midway=True),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="raise the quota, attach again",
)
