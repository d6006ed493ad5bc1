"""The host does not know the others' names."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Take the others out of its /etc/hosts."""
    lines = target.read("/etc/hosts").splitlines()
    target.write("/etc/hosts", "".join(f"{line}\n" for line in lines if not line.endswith(tuple(target.others))))


FAULT = Fault(
    title="names of the other hosts not resolved",
    inject=inject,
    invariants=(Violation("names_resolve", group=FaultGroup.CONFIGURATION),),
    shapes=frozenset({Shape.SUPERVISOR}),
)
