"""The host is to give its guests a CPU model, and none is named."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Ask for a model without naming one."""
    patient.nova("libvirt", "cpu_mode", "custom")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
