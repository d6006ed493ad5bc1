"""The host does not know the others' host keys: what Nova copies by ssh does not leave it."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Forget all host keys."""
    patient.write("/root/.ssh/known_hosts", "")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
