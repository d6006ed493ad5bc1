"""Hosts know each other by name."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.guides import nova_file
from conformance.model.invariant import About

ABOUT = About(
    cause="migration-network-blocked",
    why="Guests are sent to the name of the destination, where no address is configured: a name unknown to one host bars its way only.",
    remedy="Put every compute host into DNS, or into /etc/hosts of every other, under the name that Nova has for it.",
    practice="See that the hosts' names resolve on every other host.",
    source=(nova_file("nova/conf/libvirt.py", "live_migration_uri"),),
)


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"


def check_pair(source: Host, destination: Host) -> None:
    """The name of each other host resolves, and to none of the host's own addresses."""
    source.require("resolves")
    source.require("addresses")
    if destination.name not in source.facts.resolves:
        raise SuiteFault(f"{source.name}: whether {destination.name} resolves was not asked")
    found = source.facts.resolves[destination.name]
    expected = f"{destination.name} resolves to an address of {destination.name}, on {source.name}"
    if not found:
        raise CloudFault(expected, "to none", source.name)
    if wrong := [address for address in found if address in source.facts.addresses or _is_loopback(address)]:
        raise CloudFault(expected, f"to {', '.join(wrong)}, which is {source.name} itself", source.name)
