"""Nova is to use KVM on a host that has no /dev/kvm."""

from pathlib import Path

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set virt_type = kvm."""
    target.nova("libvirt", "virt_type", "kvm")
    target.restart("nova-compute")


def _processors_cannot_virtualize() -> bool:
    """As those of most virtual machines. Hosts of the lab have the processors of this machine."""
    return not {"vmx", "svm"} & set(Path("/proc/cpuinfo").read_text().split())


FAULT = Fault(
    title="no KVM, with virt_type = kvm",
    inject=inject,
    cause="kvm-unavailable",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(
        Violation("kvm_device"),
        Violation("virt_type_alike", group=FaultGroup.KVM),
        Violation("nova_conf_alike"),
        Violation("acceleration", group=FaultGroup.KVM),
        Violation("cpu_virtualization", group=FaultGroup.KVM, skipped_when_well=True, applies=_processors_cannot_virtualize),
    ),
    remedy="load the module or set virt_type = qemu, restart nova-compute, boot again",
)
