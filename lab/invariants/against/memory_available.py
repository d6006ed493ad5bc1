"""Something that Placement does not know of has taken the host's memory."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup, show_instead


def inject(target: FaultTarget) -> None:
    """Show hardly any memory as available in its /proc/meminfo."""
    show_instead(target, "/proc/meminfo", r"s/^(MemAvailable:\s*).*/\1102400 kB/")


BREAKAGE = Breakage(
    inject=inject,
    together=FaultGroup.NETWORK,
    difference="the host's /proc/meminfo is covered by a file that says so: to take it for real would take it from this machine",
)
