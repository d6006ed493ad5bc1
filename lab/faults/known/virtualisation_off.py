"""The firmware has switched hardware virtualisation off: the kernel loads kvm_intel, and it finds nothing to use."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation

FAULT = Fault(
    title="VT-x disabled in the firmware",
    inject=None,
    cause="kvm-unavailable",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY),),
    invariants=(
        Violation("acceleration"),
        Violation("cpu_virtualization"),
        Violation("kvm_device"),
    ),
    recorded="the machine is a virtual one without a firmware setup",
)
