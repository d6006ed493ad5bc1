"""A service of the control plane does not run."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop nova-conductor."""
    patient.stop("nova-conductor")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONDUCTOR)
