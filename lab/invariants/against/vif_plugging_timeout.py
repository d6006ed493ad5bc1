"""Nova hardly waits for Neutron."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Wait for five seconds."""
    target.nova("DEFAULT", "vif_plugging_timeout", "5")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
