"""The host's processors run an older microcode than those of the others."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup, show_instead


def inject(target: FaultTarget) -> None:
    """Show another microcode in its /proc/cpuinfo."""
    show_instead(target, "/proc/cpuinfo", r"s/^(microcode\s*: ).*/\10x1/")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.NETWORK, difference="the host's /proc/cpuinfo is covered by a file that says so")
