"""The database lets nobody into Placement's own database any more."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Take the grant away, and end what is connected."""
    target.sql("REVOKE ALL ON placement.* FROM 'openstack'@'%'", "GRANT ALL ON placement.* TO 'openstack'@'%'")
    target.drop_database_connections("placement")


FAULT = Fault(
    title="database refusing",
    inject=inject,
    cause="database-fault",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.ANY, midway=True),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="grant it again, migrate again",
)
