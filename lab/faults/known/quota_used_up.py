"""The project may have no more servers."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Set the quota to 0."""
    path = f"/os-quota-sets/{patient.cloud.current_project_id}"
    patient.ask("compute", "PUT", path, {"quota_set": {"instances": 0, "force": True}}, ("DELETE", path, None))


FAULT = Fault(
    title="quota used up",
    inject=inject,
    cause="quota-exceeded",
    shows=(Showing(OperationKind.BOOT, Part.ANY, detail="instances"),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="raise the quota, boot again",
)
