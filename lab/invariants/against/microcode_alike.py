"""The host's processors run an older microcode than those of the others."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round, show_instead


def inject(patient: Patient) -> None:
    """Show another microcode in its /proc/cpuinfo."""
    show_instead(patient, "/proc/cpuinfo", r"s/^(microcode\s*: ).*/\10x1/")


BREAKAGE = Breakage(inject=inject, together=Round.NETWORK, difference="the host's /proc/cpuinfo is covered by a file that says so")
