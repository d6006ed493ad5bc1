"""The host is mapped to no cell: Nova's API does not know where to build."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget

_MAPPINGS = "nova_api.host_mappings"


def inject(target: FaultTarget) -> None:
    """Forget its mapping."""
    its_own = f"WHERE host = '{target.name}'"
    cell = target.sql_value(f"SELECT cell_id FROM {_MAPPINGS} {its_own}")
    target.sql(f"DELETE FROM {_MAPPINGS} {its_own}", f"INSERT IGNORE INTO {_MAPPINGS} (cell_id, host) VALUES ({cell}, '{target.name}')")


FAULT = Fault(
    title="host not mapped to a cell",
    inject=inject,
    cause="cell-mapping",
    # a suite that begins later does not see the host at all
    shows=(Showing(OperationKind.BOOT, midway=True),),
    blamed=Blamed.NONE,
    invariants=(Violation("hosts_mapped", group=FaultGroup.MAPPING),),
    remedy="nova-manage cell_v2 discover_hosts, boot again",
)
