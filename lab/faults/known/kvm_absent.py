"""Nova is to use KVM on a host that has no /dev/kvm."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Set virt_type = kvm."""
    target.nova("libvirt", "virt_type", "kvm")
    target.restart("nova-compute")


FAULT = Fault(
    title="no KVM, with virt_type = kvm",
    inject=inject,
    cause="kvm-unavailable",
    shows=(Showing(OperationKind.BOOT),),
    invariants=("kvm_device", "virt_type_alike", "nova_conf_alike"),
    remedy="load the module or set virt_type = qemu, restart nova-compute, boot again",
)
