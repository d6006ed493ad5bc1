"""The host is to give its guests a CPU model that libvirt does not know."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def given(patient: Patient) -> None:
    """Guests get a model that there is."""
    patient.nova("libvirt", "cpu_mode", "custom")
    patient.nova("libvirt", "cpu_models", "qemu64")


def inject(patient: Patient) -> None:
    """Misspell it."""
    patient.nova("libvirt", "cpu_models", "Hazwell")


BREAKAGE = Breakage(inject=inject, given=given, together=Round.NETWORK)
