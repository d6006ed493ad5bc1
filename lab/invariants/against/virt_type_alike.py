"""Guests of this host are accelerated, those of the others emulated."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Ask for KVM here alone."""
    target.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.KVM)
