"""The host's nova-compute does not run."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("nova-compute")


BREAKAGE = Breakage(inject=inject, together=Round.STOPPED)
