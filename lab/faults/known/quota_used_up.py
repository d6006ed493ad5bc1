"""The project may have no more servers."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set the quota to 0."""
    path = f"/os-quota-sets/{target.cloud.current_project_id}"
    target.ask("compute", "PUT", path, {"quota_set": {"instances": 0, "force": True}}, ("DELETE", path, None))


FAULT = Fault(
    title="quota used up",
    inject=inject,
    cause="quota-exceeded",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, detail="instances"),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="raise the quota, boot again",
)
