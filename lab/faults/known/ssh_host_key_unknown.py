"""The source has other host keys of the destination in its known_hosts than the destination has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient

KNOWN = "/root/.ssh/known_hosts"


def inject(patient: Patient) -> None:
    """Have every name lead to this host's own key."""
    lines = patient.read(KNOWN).splitlines()
    own = next(line for line in lines if line.startswith(patient.name)).split()[-1]
    wrong = [f"{' '.join(line.split()[:-1])} {own}" for line in lines]
    patient.write(KNOWN, "\n".join(wrong) + "\n")


FAULT = Fault(
    title="host key of the destination refused",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, Part.SOURCE, detail="host-key"),),
    invariants=("migration_ssh_works",),
    remedy="renew known_hosts on the source, migrate again",
)
