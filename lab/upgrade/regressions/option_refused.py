"""The upgraded host's configuration has a value that the new nova-compute refuses, so that it does not start."""

from lab.errors import LabError
from lab.faults.fault import Fault
from lab.faults.target import FaultTarget
from lab.upgrade.regression import Point, Regression


def inject(target: FaultTarget) -> None:
    """Give an option that takes one of several words another one, and restart what reads it."""
    target.nova("libvirt", "cpu_mode", "as-before")
    try:
        target.restart("nova-compute")
    except LabError:
        # it does not start: that is the regression
        target.await_service("down")


REGRESSION = Regression(
    title="an option that the new release refuses",
    point=Point.STEP,
    causes=("compute-service-down",),
    host="compute-01",
    fault=Fault(title="an option that the new release refuses", inject=inject),
    tests=("-m", "invariant", "-k", "compute_service"),
)
