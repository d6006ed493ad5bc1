"""The host is configured in another way than the others, in an option that no other invariant knows."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Have it build one instance at a time."""
    target.nova("DEFAULT", "max_concurrent_builds", "1")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.SPACE)
