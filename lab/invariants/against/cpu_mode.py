"""The host is to give its guests a CPU model, and none is named."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Ask for a model without naming one."""
    target.nova("libvirt", "cpu_mode", "custom")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
