"""More memory is to be reserved than Placement knows of."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Ask for 4 GiB, and have nobody tell Placement."""
    target.nova("DEFAULT", "reserved_host_memory_mb", "4096")


FAULT = Fault(
    title="memory reservation that Placement was not told",
    inject=inject,
    invariants=(Violation("memory_reserved", group=FaultGroup.CONFIGURATION),),
)
