"""A service of Nova has not reported for so long that Nova calls it down."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop nova-conductor; Nova notices when it has missed a few reports."""
    patient.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONDUCTOR, patience=120)
