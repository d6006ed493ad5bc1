"""Guests are to be accelerated by processors that cannot do it."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Ask for KVM on processors without vmx or svm, as those of a virtual machine are."""
    target.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.KVM, silent_when_well=True)
