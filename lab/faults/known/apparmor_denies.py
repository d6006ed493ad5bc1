"""AppArmor denies QEMU a disk outside of what its generated profile lists."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation

FAULT = Fault(
    title="AppArmor denial",
    inject=None,
    cause="mac-denied",
    shows=(Showing(OperationKind.HARD_REBOOT, HostRole.ONLY),),
    invariants=(Violation("access_not_denied"),),
    recorded="the machine's kernel runs no AppArmor",
)
