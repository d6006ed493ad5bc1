"""The new configuration gives guests of the upgraded host a CPU that the other hosts do not have."""

from lab.upgrade.regression import Point, Regression

REGRESSION = Regression(
    title="CPU model changed with the new configuration",
    point=Point.STEP,
    causes=("cpu-incompatible-migration",),
    host="compute-01",
    fault="cpu-not-on-destination",
    tests=("-m", "live_migration", "-k", "compute-02-to-compute-01"),
)
