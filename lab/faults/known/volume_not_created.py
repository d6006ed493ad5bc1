"""No storage backend has room for the volume that the server is to boot from."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing

FAULT = Fault(
    title="volume that cannot be created",
    inject=None,
    cause="volume-create-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY),),
    blamed=Blamed.NONE,
    recorded="the lab has no Cinder",
)
