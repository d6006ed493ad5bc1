"""Running guests are sent to an address of their destination."""

from conformance.checks.host import Host
from conformance.input.names import plain_address
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, nova_file
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="migration-network-blocked",
    why="live_migration_inbound_addr that was copied from another host sends its guests there.",
    remedy="Set [libvirt] live_migration_inbound_addr to this host's address in the migration network.",
    practice="Set live_migration_inbound_addr to an address of the host itself.",
    source=(
        nova_file("nova/conf/libvirt.py", "live_migration_inbound_addr"),
        LIVE_MIGRATION_GUIDE.at("step 4: storage visibility and migration network reachability"),
    ),
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check(host: Host) -> None:
    """live_migration_inbound_addr, where it is an address, is one of the host's own."""
    address = host.conf.live_migration_inbound_addr
    if address is None:
        raise NotApplicable("live_migration_inbound_addr is not set, or is an address that Nova finds by itself")
    if not plain_address(address):
        raise NotApplicable(f"live_migration_inbound_addr is a name: {address}")
    host.require("addresses")
    if plain_address(address) not in host.facts.addresses:
        raise CloudFault(f"live_migration_inbound_addr is one of {', '.join(host.facts.addresses)}", address, host.name)
