"""QEMU gets less address space than its guest needs: the host's memory is promised to others."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Limit what libvirtd's children may map."""
    target.change(
        "prlimit --pid $(pidof libvirtd) --as=1500000000",
        "prlimit --pid $(pidof libvirtd) --as=unlimited 2>/dev/null || :",
    )


def recover(target: FaultTarget) -> None:
    """Restart libvirtd, which may have met the limit itself."""
    target.restart("libvirtd")


FAULT = Fault(
    title="memory exhausted on the host",
    inject=inject,
    recover=recover,
    cause="memory-exhausted",
    shows=(Showing(OperationKind.BOOT),),
    difference="a limit on libvirtd stands for a host whose memory is promised to others",
    remedy="free memory, boot again",
)
