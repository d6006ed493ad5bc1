"""The host's processors run another microcode than those of the others."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Show another microcode in its /proc/cpuinfo."""
    target.show_instead("/proc/cpuinfo", r"s/^(microcode\s*: ).*/\10x7f/")


FAULT = Fault(
    title="another microcode",
    inject=inject,
    invariants=(Violation("microcode_alike", group=FaultGroup.NETWORK),),
    difference="the host's /proc/cpuinfo is covered by a file that says so",
    shapes=frozenset({Shape.SUPERVISOR}),
)
