"""An instance without a network becomes ACTIVE."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Have Nova go on when a port is not plugged."""
    patient.nova("DEFAULT", "vif_plugging_is_fatal", "false")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
