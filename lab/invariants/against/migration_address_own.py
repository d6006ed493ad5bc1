"""Guests that come to the host are sent to an address that is nobody's."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Name such an address."""
    target.nova("libvirt", "live_migration_inbound_addr", "198.18.0.250")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
