"""Nova hardly waits for Neutron."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Wait for five seconds."""
    target.nova("DEFAULT", "vif_plugging_timeout", "5")


FAULT = Fault(
    title="vif_plugging_timeout too short",
    inject=inject,
    invariants=(Violation("vif_plugging_timeout", group=FaultGroup.CONFIGURATION),),
)
