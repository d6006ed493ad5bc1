"""Processors are set apart for pinned guests that the host does not have."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def given(patient: Patient) -> None:
    """One that it has is set apart."""
    patient.nova("compute", "cpu_dedicated_set", "1")


def inject(patient: Patient) -> None:
    """Set many apart."""
    patient.nova("compute", "cpu_dedicated_set", "1-4095")


BREAKAGE = Breakage(inject=inject, given=given, together=Round.NETWORK)
