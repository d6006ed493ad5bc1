"""The database lets nobody into Placement's own database any more."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Take the grant away, and end what is connected."""
    patient.sql("REVOKE ALL ON placement.* FROM 'openstack'@'%'", "GRANT ALL ON placement.* TO 'openstack'@'%'")
    patient.drop_database_connections("placement")


FAULT = Fault(
    title="database refusing",
    inject=inject,
    cause="database-fault",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.ANY, midway=True),),
    place=Place.CONTROL,
    blamed=Blamed.NONE,
    remedy="grant it again, migrate again",
)
