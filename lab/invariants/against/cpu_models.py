"""The host is to give its guests a CPU model that libvirt does not know."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def given(target: FaultTarget) -> None:
    """Guests get a model that there is."""
    target.nova("libvirt", "cpu_mode", "custom")
    target.nova("libvirt", "cpu_models", "qemu64")


def inject(target: FaultTarget) -> None:
    """Misspell it."""
    target.nova("libvirt", "cpu_models", "Hazwell")


BREAKAGE = Breakage(inject=inject, given=given, together=FaultGroup.NETWORK)
