"""The host cannot log in to the storage's iSCSI portal, and the server's volume is not attached."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing

FAULT = Fault(
    title="volume that cannot be attached",
    inject=None,
    cause="volume-attach-failed",
    shows=(Showing(OperationKind.HARD_REBOOT, HostRole.ONLY),),
    recorded="the lab has no iSCSI",
)
