"""Guests are to be accelerated, and libvirt cannot do it."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Ask for KVM on a host without /dev/kvm."""
    target.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.KVM)
