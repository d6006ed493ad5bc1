"""SELinux denies QEMU the instance's disk, whose label was lost when the directory was restored from a backup."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation

FAULT = Fault(
    title="SELinux denial",
    inject=None,
    cause="mac-denied",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY),),
    invariants=(Violation("access_not_denied"),),
    recorded="the machine's kernel runs no SELinux",
)
