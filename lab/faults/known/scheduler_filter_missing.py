"""There are pinned guests, and the scheduler does not look for processors that are left for them."""

from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget

_FLAVOR = "lab-pinned"


def inject(target: FaultTarget) -> None:
    """Make a flavor that asks for processors of its own."""
    flavor = {"id": _FLAVOR, "name": _FLAVOR, "ram": 96, "vcpus": 1, "disk": 1}
    gone = ("DELETE", f"/flavors/{_FLAVOR}", None)
    target.ask("compute", "POST", "/flavors", {"flavor": flavor}, gone)
    target.ask("compute", "POST", f"/flavors/{_FLAVOR}/os-extra_specs", {"extra_specs": {"hw:cpu_policy": "dedicated"}}, gone)


FAULT = Fault(
    title="scheduler filter missing",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("scheduler_filters", group=FaultGroup.CONTROL),),
)
