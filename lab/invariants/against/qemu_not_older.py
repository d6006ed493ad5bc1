"""Guests of the other hosts would come to an older QEMU on this one."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round, run_older_qemu


def inject(patient: Patient) -> None:
    """Have QEMU tell libvirt that it is an older one."""
    run_older_qemu(patient)


BREAKAGE = Breakage(
    inject=inject, together=Round.VERSION, patience=60, difference="QEMU is Debian's one, behind a program that changes what it says it is"
)
