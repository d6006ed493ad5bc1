"""Guests go through libvirt's own connection."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Switch tunnelling on."""
    patient.nova("libvirt", "live_migration_tunnelled", "true")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
