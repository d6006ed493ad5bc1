"""/dev/kvm is there and libvirt knows it, but the user that QEMU runs as may not open it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Make the device, have libvirt find it, then give it another group."""
    patient.change("[ -e /dev/kvm ] || mknod -m 666 /dev/kvm c 10 232", "rm -f /dev/kvm")
    patient.nova("libvirt", "virt_type", "kvm")
    patient.restart("libvirtd", "nova-compute")
    patient.sh("timeout 60 virsh domcapabilities --virttype kvm")
    patient.sh("chown root:root /dev/kvm; chmod 660 /dev/kvm")
    patient.restart("nova-compute")
    patient.await_service("up")


FAULT = Fault(
    title="/dev/kvm with the wrong group",
    inject=inject,
    cause="kvm-permission",
    shows=(Showing(OperationKind.BOOT), Showing(OperationKind.HARD_REBOOT, midway=True)),
    invariants=("kvm_device", "kvm_ownership", "virt_type_alike", "nova_conf_alike"),
    remedy="give /dev/kvm to the group kvm, restart libvirtd; hard-reboot the server in ERROR",
)
