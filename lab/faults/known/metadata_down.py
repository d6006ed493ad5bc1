"""The metadata agent reaches Nova, which refuses its signature: the shared secret differs."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing

FAULT = Fault(
    title="metadata refused",
    inject=None,
    cause="metadata-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY, detail="shared-secret"),),
    blamed=Blamed.NONE,
    recorded="the lab's guests read a config drive, and it runs no metadata agent",
)
