"""Acceleration matches virt_type."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import ARRIVES, About, NotApplicable
from conformance.run.host import Host

ABOUT = About(
    cause="kvm-unavailable",
    why="Nova asks libvirt for domains of virt_type, and finds out that there are none only when the first instance fails to start.",
    remedy="Load kvm_intel or kvm_amd, and switch virtualization on in the firmware; or set [libvirt] virt_type = qemu.",
    source="OpenStack Error Guide: Instance failed to spawn, root cause 1",
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Libvirt can run domains of the type that Nova is configured to ask for."""
    virt_type = host.conf.virt_type
    if virt_type not in {"kvm", "qemu"}:
        raise NotApplicable(f"virt_type is {virt_type}, which has no accelerator")
    offered = [offer.virt_type for offer in host.libvirt.domain_types]
    if virt_type not in offered:
        raise CloudFault(f"libvirt runs domains of virt_type {virt_type}", f"it offers {', '.join(offered) or 'nothing'}", host.name)
