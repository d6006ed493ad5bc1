"""Nova asks for the host's CPU to be passed through, which emulation cannot."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set cpu_mode = host-passthrough."""
    target.nova("libvirt", "cpu_mode", "host-passthrough")
    target.restart("nova-compute")


FAULT = Fault(
    title="CPU mode that the host's hypervisor does not support",
    inject=inject,
    cause="cpu-incompatible-spawn",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(
        Violation("cpu_mode"),
        Violation("nova_conf_alike"),
    ),
    difference="guests are emulated",
    remedy="correct cpu_mode, restart nova-compute, boot again",
)
