"""Guests that come to the host are sent to an address that is nobody's."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Name such an address."""
    target.nova("libvirt", "live_migration_inbound_addr", "198.18.0.250")


FAULT = Fault(
    title="migration address that is nobody's",
    inject=inject,
    invariants=(Violation("migration_address_own", group=FaultGroup.CONFIGURATION),),
)
