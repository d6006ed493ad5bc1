"""The security group that the next server asks for comes to belong to another project: Nova finds none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

_GROUPS = "neutron.securitygroups"


def inject(patient: Patient) -> None:
    """Give the suite's groups away."""
    patient.sql(
        f"UPDATE {_GROUPS} SET project_id = CONCAT('not-', project_id) WHERE name LIKE 'conformance-%'",
        f"UPDATE {_GROUPS} SET project_id = SUBSTRING(project_id, 5) WHERE project_id LIKE 'not-%'",
    )


FAULT = Fault(
    title="security group that is not there",
    inject=inject,
    cause="network-or-security-group-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, midway=True),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="name a group of the server's project, boot again",
)
