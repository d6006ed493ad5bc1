"""Guests get another CPU on the host than on the others."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Add a flag to it."""
    target.nova("libvirt", "cpu_model_extra_flags", "+pcid")


FAULT = Fault(
    title="guests' CPU with another flag",
    inject=inject,
    invariants=(Violation("cpu_alike", group=FaultGroup.CONFIGURATION),),
)
