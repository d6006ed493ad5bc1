"""Guests are to be accelerated, and libvirt cannot do it."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Ask for KVM on a host without /dev/kvm."""
    patient.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=Round.KVM)
