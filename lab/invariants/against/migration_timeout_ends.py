"""Nova never gives a live migration up."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Set no timeout."""
    patient.nova("libvirt", "live_migration_completion_timeout", "0")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
