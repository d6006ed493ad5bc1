"""Live migrations from the host get hardly any bandwidth."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Limit them to 1 MiB/s."""
    patient.nova("libvirt", "live_migration_bandwidth", "1")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
