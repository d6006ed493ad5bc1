"""The console proxy reaches the host, and nothing listens at the guest's VNC port there."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation

FAULT = Fault(
    title="console that cannot be reached",
    inject=None,
    cause="console-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY),),
    invariants=(Violation("console_proxy_answers"),),
    recorded="no operation of the suite opens a console; a proxy that is down is seen for real by an invariant (invariants-in-the-lab.md)",
)
