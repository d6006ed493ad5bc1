"""The host's libvirtd does not run."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("libvirtd")


BREAKAGE = Breakage(inject=inject, together=Round.STOPPED)
