"""/dev/kvm belongs to the group of that name on the host, whose number is another group's in the container: QEMU may not open it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES

_ANOTHER = 36
"""The number of the group kvm in images of another distribution than the host's."""


def inject(target: FaultTarget) -> None:
    """Make the device, have libvirt find it, then give the group another number in the container."""
    target.change("[ -e /dev/kvm ] || mknod -m 666 /dev/kvm c 10 232", "rm -f /dev/kvm")
    target.nova("libvirt", "virt_type", "kvm")
    target.restart("nova-compute")
    target.sh(f"timeout 60 {target.engine.program} exec nova_libvirt virsh domcapabilities --virttype kvm")
    target.sh("chown root:kvm /dev/kvm; chmod 660 /dev/kvm")
    target.change(
        f"cp /etc/group /etc/group.lab; sed -i 's/^kvm:x:[0-9]*:/kvm:x:{_ANOTHER}:/' /etc/group",
        "[ ! -e /etc/group.lab ] || cat /etc/group.lab > /etc/group; rm -f /etc/group.lab",
        within="libvirtd",
    )
    target.restart("nova-compute")
    target.await_service("up")


FAULT = Fault(
    title="/dev/kvm of a group that is another one in the container",
    inject=inject,
    cause="kvm-permission",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("kvm_device"),),
    shapes=KOLLA_SHAPES,
    remedy="give the group kvm the same number in the container as on the host, restart libvirt; boot again",
)
