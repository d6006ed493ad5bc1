"""There is no conductor that works."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop the only one; Nova notices when it has missed a few reports."""
    patient.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONDUCTOR, patience=120)
