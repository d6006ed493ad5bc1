"""Every host reaches every other's libvirt."""

from conformance.checks.facts.reach import LIBVIRT, libvirt_port
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="migration-network-blocked",
    why="A live migration stalls and fails where a firewall, or a name that leads elsewhere, is between the two libvirts.",
    remedy="Open 16509 (TLS: 16514) between compute hosts in the migration network; nc -zv DESTINATION 16509 from the source.",
    practice="Open libvirt's port (16509) between all hosts, and smoke-test it.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 4"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """From each host, the port of libvirt on each other host can be connected to."""
    if libvirt_port(source) is None:
        raise NotApplicable(f"scheme {source.conf.live_migration_scheme} has no port that is known")
    way = source.way_to(destination, LIBVIRT)
    if way.barred:
        raise CloudFault(f"{source.name} connects to libvirt of {destination.name} at {way.target}", way.barred, source.name)
