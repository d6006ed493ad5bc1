"""The host's L2 agent does not run."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop it."""
    patient.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=Round.AGENT)
