"""A firewall stands before the port of the host's libvirt."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Reject what comes there from other hosts."""
    patient.refuse("INPUT", "-i mgmt0 -p tcp --dport 16509 -j REJECT --reject-with tcp-reset")


BREAKAGE = Breakage(inject=inject, together=Round.SPACE)
