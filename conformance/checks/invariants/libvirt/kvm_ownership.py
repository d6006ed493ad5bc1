"""/dev/kvm is the same device to libvirt's container and to the host."""

from conformance.checks.host import Host
from conformance.config.profile_model import LogicalService
from conformance.model.errors import CloudFault
from conformance.model.guides import KVM_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="kvm-permission",
    why="What counts is the number of the group, not its name: libvirt's start sets it, udev may change it behind its back.",
    remedy="Restart libvirt's pod or container, whose start sets the device's owner again; give the kvm group one number everywhere.",
    practice="Compare numeric owner, group and mode of /dev/kvm in the libvirt container and on the host.",
    source=(KVM_GUIDE.whole,),
    rank=5,
    stops=ARRIVES,
)

_NOT_THERE = "it is not there"


def check(host: Host) -> None:
    """Mode and numeric owner of /dev/kvm are equal inside libvirt's container or pod and on the node."""
    if not host.profile.service(LogicalService.NOVA_LIBVIRT).kind.in_container:
        raise NotApplicable("libvirt runs on the host itself")
    if host.conf.virt_type != "kvm":
        raise NotApplicable(f"virt_type is {host.conf.virt_type}: guests do not use /dev/kvm")
    host.require("kvm")
    host.require("kvm_inside")
    outside, inside = host.facts.kvm, host.facts.kvm_inside
    if outside != inside:
        expected = f"/dev/kvm where libvirt runs as on the node: {outside or _NOT_THERE}"
        raise CloudFault(expected, f"{inside or _NOT_THERE}", host.name)
