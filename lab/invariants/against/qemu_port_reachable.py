"""A firewall stands before the ports on which the host's QEMU receives guests."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Drop what comes there from other hosts."""
    patient.refuse("INPUT", "-i mgmt0 -p tcp --dport 49152:49215 -j DROP")


BREAKAGE = Breakage(inject=inject, together=Round.NETWORK)
