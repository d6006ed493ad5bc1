"""The upgraded host's QEMU does not know the machine type that guests of the other hosts have."""

from lab.upgrade.regression import Point, Regression

REGRESSION = Regression(
    title="machine type gone from the upgraded host",
    point=Point.STEP,
    causes=("hypervisor-version-gap",),
    host="compute-01",
    fault="machine-type-older",
    tests=("-m", "live_migration", "-k", "compute-02-to-compute-01"),
)
