"""The host's L2 agent has not reported for so long that Neutron calls it dead."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Stop it; Neutron notices when it has missed a few reports."""
    patient.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=Round.AGENT, patience=120)
