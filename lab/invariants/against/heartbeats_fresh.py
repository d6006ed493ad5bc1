"""A scheduler hangs, and Nova is so patient that it still calls it up."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Have Nova wait ten minutes for reports, and have the scheduler stand still."""
    patient.nova("DEFAULT", "service_down_time", "600")
    patient.restart("nova-api")
    patient.hang("nova-scheduler")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.HEARTBEATS, patience=120)
