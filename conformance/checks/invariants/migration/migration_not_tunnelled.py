"""Guests do not go through libvirt's own connection."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE, nova_file
from conformance.model.invariant import About

ABOUT = About(
    cause="migration-not-converging",
    why="A tunnelled migration copies all data more often, cannot copy disks in the new way, and is deprecated.",
    remedy="Set [libvirt] live_migration_tunnelled = false; where it must be encrypted, live_migration_with_native_tls = true.",
    practice="Set live_migration_tunnelled = false.",
    source=(NOVA_GUIDE.at("Live Migration Configuration"), nova_file("nova/conf/libvirt.py", "live_migration_tunnelled")),
)


def check(host: Host) -> None:
    """live_migration_tunnelled is off: QEMU talks to QEMU."""
    if host.conf.live_migration_tunnelled:
        raise CloudFault("live_migration_tunnelled = false", "true", host.name)
