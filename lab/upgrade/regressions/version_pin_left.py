"""A compute host's messages are still capped to the former release."""

from lab.faults.fault import Fault
from lab.faults.target import FaultTarget
from lab.upgrade.regression import Point, Regression


def inject(target: FaultTarget) -> None:
    """Pin compute's messages to the release before."""
    target.nova("upgrade_levels", "compute", "gazpacho")
    target.restart("nova-compute")


REGRESSION = Regression(
    title="version pin left behind",
    point=Point.AFTER,
    causes=("version-pin-left",),
    host="compute-02",
    fault=Fault(title="version pin left behind", inject=inject),
    tests=("-m", "invariant", "-k", "compute_service"),
)
