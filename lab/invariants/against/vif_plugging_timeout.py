"""Nova hardly waits for Neutron."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Wait for five seconds."""
    patient.nova("DEFAULT", "vif_plugging_timeout", "5")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
