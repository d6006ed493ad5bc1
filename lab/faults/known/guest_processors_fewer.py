"""The host keeps fewer processors for guests than the others, and fewer than Placement gives out."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Leave them one, and have nobody tell Placement."""
    target.nova("compute", "cpu_shared_set", "0")


FAULT = Fault(
    title="fewer processors for guests",
    inject=inject,
    invariants=(
        Violation("placement_inventory", group=FaultGroup.CONFIGURATION),
        Violation("topology_alike", group=FaultGroup.CONFIGURATION),
    ),
    shapes=frozenset({Shape.SUPERVISOR}),
)
