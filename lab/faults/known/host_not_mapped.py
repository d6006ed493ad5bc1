"""The host is mapped to no cell: Nova's API does not know where to build."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.patient import Patient

_MAPPINGS = "nova_api.host_mappings"


def inject(patient: Patient) -> None:
    """Forget its mapping."""
    its_own = f"WHERE host = '{patient.name}'"
    cell = patient.sql_value(f"SELECT cell_id FROM {_MAPPINGS} {its_own}")
    patient.sql(f"DELETE FROM {_MAPPINGS} {its_own}", f"INSERT IGNORE INTO {_MAPPINGS} (cell_id, host) VALUES ({cell}, '{patient.name}')")


FAULT = Fault(
    title="host not mapped to a cell",
    inject=inject,
    cause="cell-mapping",
    # a suite that begins later does not see the host at all
    shows=(Showing(OperationKind.BOOT, midway=True),),
    blamed=Blamed.NONE,
    invariants=("hosts_mapped",),
    remedy="nova-manage cell_v2 discover_hosts, boot again",
)
