"""The host runs an older QEMU than the others."""

from lab.faults.older_qemu import run_older_qemu
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Run a QEMU that says it is of an earlier stable release."""
    run_older_qemu(target)


BREAKAGE = Breakage(
    inject=inject,
    together=FaultGroup.VERSION,
    patience=60,
    difference="QEMU is a copy of its own with another last number of its version",
)
