"""A host's own name is no name of loopback."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind
from conformance.model.reference import Reference

_MIGRATION = "https://gitlab.com/libvirt/libvirt/-/blob/v9.0.0/src/qemu/qemu_migration.c"

ABOUT = About(
    cause="migration-network-blocked",
    why="Without a configured address the destination's libvirt tells the source its own name; installers put 127.0.1.1 beside that name.",
    remedy="Take the host's name off the 127.0.1.1 line of /etc/hosts, or set [libvirt] live_migration_inbound_addr.",
    practice="See that a host's own name does not resolve to localhost.",
    source=(Reference(title="src/qemu/qemu_migration.c (libvirt 9.0.0)", url=_MIGRATION),),
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check(host: Host) -> None:
    """Where no address is configured for live migration, the host's own name resolves to an address that others can reach."""
    if host.conf.is_inbound_addr_set:
        raise NotApplicable("live_migration_inbound_addr is set: the name does not matter")
    host.require("resolves")
    found = host.facts.resolves.get(host.name, ())
    if not found or all(address.startswith("127.") or address == "::1" for address in found):
        expected = f"{host.name} resolves to an address that others can reach, on itself"
        raise CloudFault(expected, ", ".join(found) or "it does not resolve", host.name)
