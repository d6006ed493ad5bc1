"""A firewall on the destination rejects SSH from other compute hosts."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Reject SSH from the other hosts."""
    for peer in patient.others:
        patient.refuse("INPUT", f"-s {patient.address(peer)} -p tcp --dport 22 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="SSH between compute hosts rejected by a firewall",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, Part.DESTINATION, detail="no-answer"),),
    invariants=("migration_ssh_works",),
    remedy="open the port, migrate again",
)
