"""The host is to give its guests a CPU model, and none is named."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Ask for a model without naming one."""
    target.nova("libvirt", "cpu_mode", "custom")


FAULT = Fault(
    title="cpu_mode = custom without a model",
    inject=inject,
    invariants=(Violation("cpu_mode", group=FaultGroup.CONFIGURATION),),
)
