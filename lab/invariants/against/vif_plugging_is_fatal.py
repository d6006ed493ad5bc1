"""An instance without a network becomes ACTIVE."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Have Nova go on when a port is not plugged."""
    target.nova("DEFAULT", "vif_plugging_is_fatal", "false")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
