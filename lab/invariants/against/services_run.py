"""A service of the host does not run."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop its L2 agent."""
    patient.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=Round.STOPPED)
