"""Somebody renames the security group that the next server asks for: Nova finds none of that name."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Rename the suite's groups."""
    for group in patient.cloud.network.security_groups():
        if group.name.startswith("conformance-"):
            path = f"/security-groups/{group.id}"
            renamed, named = ({"security_group": {"name": name}} for name in (f"renamed-{group.name}", group.name))
            patient.ask("network", "PUT", path, renamed, ("PUT", path, named))


FAULT = Fault(
    title="security group that is not there",
    inject=inject,
    cause="network-or-security-group-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ANY, midway=True),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="name a group that is there, boot again",
)
