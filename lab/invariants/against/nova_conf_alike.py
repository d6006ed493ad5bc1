"""The host is configured in another way than the others, in an option that no other invariant knows."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Have it build one instance at a time."""
    patient.nova("DEFAULT", "max_concurrent_builds", "1")


BREAKAGE = Breakage(inject=inject, together=Round.SPACE)
