"""Guests may use fewer processors than Placement gives out."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Leave them one, and have nobody tell Placement."""
    patient.nova("compute", "cpu_shared_set", "0")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
