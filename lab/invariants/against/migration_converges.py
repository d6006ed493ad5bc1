"""Nova may switch guests over first, where the site does not want it."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Permit post-copy."""
    patient.nova("libvirt", "live_migration_permit_post_copy", "true")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION, thresholds={"migration_converges": False})
