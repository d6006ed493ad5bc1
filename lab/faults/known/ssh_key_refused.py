"""The destination takes the operator's key from the operator's machine alone: nova-compute of the source cannot log in."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient

KEYS = "/root/.ssh/authorized_keys"


def inject(patient: Patient) -> None:
    """Restrict the key."""
    keys = patient.read(KEYS)
    only = f'from="{patient.node.layout.gateway}" '
    patient.write(KEYS, "".join(only + line + "\n" for line in keys.splitlines()))


FAULT = Fault(
    title="nova's SSH key refused",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, Part.DESTINATION, detail="public-key"),),
    invariants=("migration_ssh_works",),
    remedy="add the key to the destination's authorized_keys, migrate again",
)
