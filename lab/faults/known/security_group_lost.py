"""The security group that the next server asks for comes to belong to another project: Nova finds none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

_GROUPS = "neutron.securitygroups"


def inject(target: FaultTarget) -> None:
    """Give the suite's groups away."""
    target.sql(
        f"UPDATE {_GROUPS} SET project_id = CONCAT('not-', project_id) WHERE name LIKE 'conformance-%'",
        f"UPDATE {_GROUPS} SET project_id = SUBSTRING(project_id, 5) WHERE project_id LIKE 'not-%'",
    )


FAULT = Fault(
    title="security group that is not there",
    inject=inject,
    cause="network-or-security-group-invalid",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, midway=True),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="name a group of the server's project, boot again",
)
