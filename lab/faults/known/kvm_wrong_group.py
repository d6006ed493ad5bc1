"""/dev/kvm is there and libvirt knows it, but the user that QEMU runs as may not open it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Make the device, have libvirt find it, then give it another group."""
    target.change("[ -e /dev/kvm ] || mknod -m 666 /dev/kvm c 10 232", "rm -f /dev/kvm")
    target.nova("libvirt", "virt_type", "kvm")
    target.restart("libvirtd", "nova-compute")
    target.sh("timeout 60 virsh domcapabilities --virttype kvm")
    target.sh("chown root:root /dev/kvm; chmod 660 /dev/kvm")
    target.restart("nova-compute")
    target.await_service("up")


FAULT = Fault(
    title="/dev/kvm with the wrong group",
    inject=inject,
    cause="kvm-permission",
    shows=(Showing(OperationKind.BOOT), Showing(OperationKind.HARD_REBOOT, midway=True), Showing(OperationKind.STOP, midway=True)),
    invariants=(
        Violation("kvm_device"),
        Violation("virt_type_alike"),
        Violation("nova_conf_alike"),
    ),
    remedy="give /dev/kvm to the group kvm, restart libvirtd; hard-reboot the server in ERROR",
)
