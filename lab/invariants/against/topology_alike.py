"""The host keeps other processors for guests than the others."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Leave them one."""
    target.nova("compute", "cpu_shared_set", "0")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
