"""Guests get another CPU on the host than on the others."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Add a flag to it."""
    target.nova("libvirt", "cpu_model_extra_flags", "+pcid")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
