"""No firewall stands before the ports on which QEMU receives guests."""

from conformance.checks.facts.reach import QEMU
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="migration-network-blocked",
    why="Libvirt's port is often opened and QEMU's range forgotten: the migration then begins, stands still and fails.",
    remedy="Open migration_port_min to migration_port_max of qemu.conf (49152 to 49215) between compute hosts in the migration network.",
    practice="Open QEMU's migration ports (49152 to 49215) between all hosts.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 4"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """Connections to the first and the last of QEMU's ports on each other host are accepted or refused there, not lost on the way."""
    way = source.way_to(destination, QEMU)
    if way.barred:
        raise CloudFault(f"{destination.name} itself answers {source.name} at {way.target}", way.barred, source.name)
