"""The host keeps other processors for guests than the others."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Leave them one."""
    patient.nova("compute", "cpu_shared_set", "0")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
