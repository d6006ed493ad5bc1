"""More memory is to be reserved than Placement knows of."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Ask for 4 GiB, and have nobody tell Placement."""
    target.nova("DEFAULT", "reserved_host_memory_mb", "4096")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
