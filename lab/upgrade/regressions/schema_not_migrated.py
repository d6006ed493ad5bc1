"""The newest migration of Neutron's schema was not run: its table is missing, and the recorded revision is the one before."""

from lab.faults.fault import Fault
from lab.faults.target import FaultTarget
from lab.upgrade.regression import Point, Regression

_TABLE = "subnet_bgp_leak_routes"
_REVISION, _BEFORE = "c7f8d9e0f1a2", "a1b2c3d4e5f6"


def inject(target: FaultTarget) -> None:
    """Take away what the migration adds. No test needs that table: only the service's own program can tell."""
    target.sql(f"RENAME TABLE neutron.{_TABLE} TO neutron.{_TABLE}_kept", f"RENAME TABLE neutron.{_TABLE}_kept TO neutron.{_TABLE}")
    revision = "UPDATE neutron.alembic_version SET version_num = '{}' WHERE version_num = '{}'"
    target.sql(revision.format(_BEFORE, _REVISION), revision.format(_REVISION, _BEFORE))


REGRESSION = Regression(
    title="a schema that was not migrated",
    point=Point.AFTER,
    causes=("schema-not-migrated",),
    host=None,
    fault=Fault(title="a schema that was not migrated", inject=inject),
    tests=("-m", "invariant", "-k", "compute_service"),
)
