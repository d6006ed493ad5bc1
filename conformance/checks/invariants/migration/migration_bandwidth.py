"""Live migrations may use enough of the network."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="migration-not-converging",
    why="A guest that writes faster than it may be sent never arrives: Nova ends its migration at the completion timeout.",
    remedy="Set [libvirt] live_migration_bandwidth = 0 (no limit), or to what the migration network bears.",
    practice="Do not limit the bandwidth of live migrations below what guests need.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 5"),),
)


def check(host: Host) -> None:
    """live_migration_bandwidth sets no limit, or one that a busy guest can live with."""
    seen, least = host.conf.live_migration_bandwidth, host.thresholds.migration_bandwidth
    if seen and seen < least:
        raise CloudFault(f"live_migration_bandwidth of 0 (no limit) or at least {least} MiB/s", f"{seen} MiB/s", host.name)
