"""Libvirt listens where other hosts will call it."""

from conformance.checks.facts.reach import libvirt_port
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, nova_file
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="migration-network-blocked",
    why="The source's libvirt calls the destination's by the scheme of live_migration_uri; where nothing listens, no guest can arrive.",
    remedy="tcp: listen_tcp = 1 and libvirtd --listen (16509); tls: 16514 and certificates; ssh: sshd. Or correct live_migration_scheme.",
    practice="See that libvirt listens on the port of live_migration_uri or live_migration_scheme.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 4"), nova_file("nova/conf/libvirt.py", "live_migration_scheme")),
    rank=15,
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check(host: Host) -> None:
    """Something listens, on more than loopback, on the port of the scheme that live_migration_uri or live_migration_scheme names."""
    scheme, port = host.conf.live_migration_scheme, libvirt_port(host)
    if port is None:
        raise NotApplicable(f"scheme {scheme} has no port that is known")
    host.require("listening")
    if port not in host.facts.listening:
        ports = ", ".join(map(str, host.facts.listening)) or "none"
        raise CloudFault(f"port {port} listens, as guests are migrated by {scheme}", f"ports that listen: {ports}", host.name)
