"""The host is configured in another way than the others, in an option that no other invariant knows."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have it build one instance at a time."""
    target.nova("DEFAULT", "max_concurrent_builds", "1")


FAULT = Fault(
    title="option of nova.conf that differs",
    inject=inject,
    invariants=(Violation("nova_conf_alike", group=FaultGroup.SPACE),),
)
