"""Neutron's schema lacks a table of the new release, as where its migrations were not run."""

from lab.faults.fault import Fault, FaultPlace
from lab.faults.target import FaultTarget
from lab.upgrade.regression import Point, Regression

_TABLE = "neutron.security_groups_default_statefulness"


def inject(target: FaultTarget) -> None:
    """Take the table away."""
    target.sql(f"ALTER TABLE {_TABLE} RENAME TO {_TABLE}_away", f"ALTER TABLE IF EXISTS {_TABLE}_away RENAME TO {_TABLE}")


REGRESSION = Regression(
    title="database migrations not run",
    point=Point.AFTER,
    causes=("database-fault",),
    host=None,
    fault=Fault(title="database migrations not run", inject=inject, place=FaultPlace.CONTROL),
    tests=("-m", "boot", "-k", "compute-01"),
)
