"""Something that Placement does not know of has taken the host's memory."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Show hardly any memory as available in its /proc/meminfo."""
    target.show_instead("/proc/meminfo", r"s/^(MemAvailable:\s*).*/\1102400 kB/")


FAULT = Fault(
    title="memory taken that Placement does not know of",
    inject=inject,
    invariants=(Violation("memory_available", group=FaultGroup.NETWORK),),
    difference="the host's /proc/meminfo is covered by a file that says so: to take it for real would take it from this machine",
    shapes=frozenset({Shape.SUPERVISOR}),
)
