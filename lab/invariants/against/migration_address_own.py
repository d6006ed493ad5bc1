"""Guests that come to the host are sent to an address that is nobody's."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Name such an address."""
    patient.nova("libvirt", "live_migration_inbound_addr", "198.18.0.250")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
