"""The host does not know the others' names."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Take the others out of its /etc/hosts."""
    lines = patient.read("/etc/hosts").splitlines()
    patient.write("/etc/hosts", "".join(f"{line}\n" for line in lines if not line.endswith(tuple(patient.others))))


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
