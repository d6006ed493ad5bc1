"""Placement gives the host's processors out 64 times."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def given(patient: Patient) -> None:
    """The ratio is configured, as it was to begin with: Placement would keep another one after it is taken out."""
    patient.nova("DEFAULT", "cpu_allocation_ratio", "4.0")
    patient.restart("nova-compute")


def inject(patient: Patient) -> None:
    """Configure another, and have nova-compute tell Placement."""
    patient.nova("DEFAULT", "cpu_allocation_ratio", "64.0")
    patient.restart("nova-compute")


BREAKAGE = Breakage(inject=inject, given=given, together=Round.MACHINE, patience=90)
