"""Guests are to be accelerated by processors that cannot do it."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Ask for KVM on processors without vmx or svm, as those of a virtual machine are."""
    patient.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=Round.KVM, silent_when_well=True)
