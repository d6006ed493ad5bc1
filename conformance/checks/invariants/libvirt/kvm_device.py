"""/dev/kvm is usable where guests need it."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import KVM_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="kvm-permission",
    why="/dev/kvm may be there and yet not open to the user that QEMU runs as: each guest fails then, with a permission denied.",
    remedy="Restart libvirt where its start sets the device's owner (a pod: rolling restart of the daemonset); "
    "else add QEMU's user to the device's group, or correct its udev rule.",
    practice="See that QEMU's user can open /dev/kvm.",
    source=(KVM_GUIDE.whole,),
    rank=4,
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Where virt_type is kvm, the user that QEMU runs as can open /dev/kvm to read and write: else no guest starts."""
    virt_type = host.conf.virt_type
    if virt_type != "kvm":
        raise NotApplicable(f"virt_type is {virt_type}: guests do not use /dev/kvm")
    libvirt = host.libvirt
    host.require("kvm_refused")
    if host.facts.kvm_refused:
        expected = f"QEMU (uid {libvirt.uid}, gid {libvirt.gid}) can open /dev/kvm, as virt_type is kvm"
        raise CloudFault(expected, host.facts.kvm_refused, host.name)
