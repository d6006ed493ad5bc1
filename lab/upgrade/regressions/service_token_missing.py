"""The upgraded host has lost the password with which nova-compute asks Neutron in its own name."""

from lab.upgrade.regression import Point, Regression

REGRESSION = Regression(
    title="service credentials missing on the upgraded host",
    point=Point.STEP,
    causes=("auth-or-policy",),
    host="compute-01",
    fault="service-user-refused",
    tests=("-m", "boot", "-k", "compute-01"),
)
