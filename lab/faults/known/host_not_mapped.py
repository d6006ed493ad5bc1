"""The host that the scheduler chose is mapped to no cell."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Showing

FAULT = Fault(
    title="host not mapped to a cell",
    inject=None,
    cause="cell-mapping",
    shows=(Showing(OperationKind.BOOT, Part.ONLY),),
    blamed=Blamed.NONE,
    invariants=("hosts_mapped",),
    recorded="Nova asks for the mapping of a host only while it boots there, and the suite sees no host that is not mapped",
)
