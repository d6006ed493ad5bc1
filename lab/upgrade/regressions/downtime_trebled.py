"""Guests that arrive on the upgraded host from another one are without a network for much longer than before."""

from lab.upgrade.regression import Point, Regression

REGRESSION = Regression(
    title="downtime of live migrations much longer",
    point=Point.STEP,
    causes=("network-late", "downtime-longer"),
    host="compute-01",
    fault="network-late-from-one-host",
    tests=("-m", "live_migration", "-k", "compute-02-to-compute-01"),
)
