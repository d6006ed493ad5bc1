"""Guests of the other hosts would come to an older QEMU on this one."""

from lab.faults.older_qemu import run_older_qemu
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Run a QEMU that says it is of an earlier stable release."""
    run_older_qemu(patient)


BREAKAGE = Breakage(
    inject=inject,
    together=Round.VERSION,
    patience=60,
    difference="QEMU is a copy of its own with another last number of its version",
)
