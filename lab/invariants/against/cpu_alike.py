"""Guests get another CPU on the host than on the others."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Add a flag to it."""
    patient.nova("libvirt", "cpu_model_extra_flags", "+pcid")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
