"""Libvirt answers."""

from conformance.checks.host import Host
from conformance.model.evidence import Side
from conformance.model.guides import NOVA_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="hypervisor-down",
    why="nova-compute may be up while libvirt is dead or hangs: instances are still scheduled here, and fail.",
    remedy="Look whether /run/libvirt/libvirt-sock is there and what libvirt's log says; restart it (guests go on).",
    practice="See that libvirt answers (virsh list --all).",
    source=(SPAWN_GUIDE.at("step 3: host capacity and hypervisor health"), NOVA_GUIDE.at("Troubleshoot 5: Compute Service Down")),
    rank=1,
    stops=ARRIVES,
    side=Side.BOTH,
)


def check(host: Host) -> None:
    """Libvirt's client gets an answer from its daemon, over its socket, within four seconds."""
    host.libvirt  # noqa: B018 - asking is what raises
