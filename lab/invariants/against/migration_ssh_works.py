"""The host does not know the others' host keys: what Nova copies by ssh does not leave it."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Forget all host keys."""
    target.write("/root/.ssh/known_hosts", "")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
