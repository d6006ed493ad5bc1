"""A compute host was forgotten: it runs the former release."""

from lab.upgrade.regression import Point, Regression

REGRESSION = Regression(
    title="a host left behind",
    point=Point.AFTER,
    causes=("host-left-behind",),
    host="compute-03",
    tests=("-m", "invariant", "-k", "compute_service"),
)
