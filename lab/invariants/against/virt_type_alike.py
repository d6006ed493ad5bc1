"""Guests of this host are accelerated, those of the others emulated."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Ask for KVM here alone."""
    patient.nova("libvirt", "virt_type", "kvm")


BREAKAGE = Breakage(inject=inject, together=Round.KVM)
