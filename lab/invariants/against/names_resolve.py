"""The host does not know the others' names."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Take the others out of its /etc/hosts."""
    lines = target.read("/etc/hosts").splitlines()
    target.write("/etc/hosts", "".join(f"{line}\n" for line in lines if not line.endswith(tuple(target.others))))


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
