"""Each host ends its tunnels at an address of its own."""

from collections.abc import Sequence

from conformance.checks.comparison import read_or_none
from conformance.checks.host import Host
from conformance.checks.network_agents import tunnel_addresses
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="network-mismatch",
    why="With a wrong or doubled endpoint the guest moves, and its traffic goes to nobody, or to another host.",
    remedy="Correct [ovs] local_ip of the agent (OVN: external_ids:ovn-encap-ip) to an address of this host, and restart it.",
    practice="Give every host a tunnel endpoint of its own.",
    source=(NOVA_GUIDE.at("Troubleshoot 2: Live Migration Failures"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Each address at which tunnels end is one of the host's own, and no other host's."""
    addresses = tunnel_addresses(host)
    if not addresses:
        raise NotApplicable("the host has no tunnel endpoint")
    host.require("addresses")
    for address in addresses:
        if address not in host.facts.addresses:
            raise CloudFault(f"tunnels end at an address of the host: {', '.join(host.facts.addresses)}", address, host.name)
        doubles = [other.name for other in others if address in (read_or_none(other, tunnel_addresses) or ())]
        if doubles:
            raise CloudFault(f"tunnels of {host.name} alone end at {address}", f"those of {', '.join(doubles)}, too", host.name)
