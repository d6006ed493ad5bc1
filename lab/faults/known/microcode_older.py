"""The host's processors run an older microcode than those of the others."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Show another microcode in its /proc/cpuinfo."""
    target.show_instead("/proc/cpuinfo", r"s/^(microcode\s*: ).*/\10x1/")


FAULT = Fault(
    title="older microcode",
    inject=inject,
    invariants=(Violation("microcode_alike", group=FaultGroup.NETWORK),),
    difference="the host's /proc/cpuinfo is covered by a file that says so",
)
