"""The user that QEMU runs as may not open /dev/kvm."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def given(target: FaultTarget) -> None:
    """There is a /dev/kvm, guests are to use it, and it is open to QEMU."""
    target.change("[ -e /dev/kvm ] || mknod -m 666 /dev/kvm c 10 232; chmod 666 /dev/kvm", "rm -f /dev/kvm")
    target.nova("libvirt", "virt_type", "kvm")


def inject(target: FaultTarget) -> None:
    """Leave it to root."""
    target.change("chown root:root /dev/kvm; chmod 600 /dev/kvm", "[ ! -e /dev/kvm ] || chmod 666 /dev/kvm")


FAULT = Fault(
    title="/dev/kvm for root only",
    inject=inject,
    given=given,
    invariants=(Violation("kvm_device", group=FaultGroup.KVM_DEVICE),),
)
