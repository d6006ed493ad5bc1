"""Something that Placement does not know of has taken the host's memory."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round, show_instead


def inject(patient: Patient) -> None:
    """Show hardly any memory as available in its /proc/meminfo."""
    show_instead(patient, "/proc/meminfo", r"s/^(MemAvailable:\s*).*/\1102400 kB/")


BREAKAGE = Breakage(
    inject=inject,
    together=Round.NETWORK,
    difference="the host's /proc/meminfo is covered by a file that says so: to take it for real would take it from this machine",
)
