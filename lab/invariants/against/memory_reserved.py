"""More memory is to be reserved than Placement knows of."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Ask for 4 GiB, and have nobody tell Placement."""
    patient.nova("DEFAULT", "reserved_host_memory_mb", "4096")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
