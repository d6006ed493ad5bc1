"""Acceleration matches virt_type."""

from conformance.checks.host import Host
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="kvm-unavailable",
    why="Nova asks libvirt for domains of virt_type, and finds out that there are none only when the first instance fails to start.",
    remedy="Load kvm_intel or kvm_amd, and switch virtualization on in the firmware; or set [libvirt] virt_type = qemu.",
    practice="Set virt_type = kvm only where KVM initializes.",
    source=(SPAWN_GUIDE.at("root cause 1"),),
    rank=3,
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Libvirt can run domains of the type that Nova is configured to ask for."""
    host.domain_type  # noqa: B018 - asking is what raises
