"""An instance without a network becomes ACTIVE."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have Nova go on when a port is not plugged."""
    target.nova("DEFAULT", "vif_plugging_is_fatal", "false")


FAULT = Fault(
    title="vif_plugging_is_fatal off",
    inject=inject,
    invariants=(Violation("vif_plugging_is_fatal", group=FaultGroup.CONFIGURATION),),
)
