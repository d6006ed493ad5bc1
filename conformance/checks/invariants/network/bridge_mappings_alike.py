"""Physical networks are on every host."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.checks.network_agents import mappings, physical_networks
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="network-mismatch",
    why="A guest cannot arrive where its network is not mapped; or it arrives, and loses its connectivity.",
    remedy="Give all hosts the same bridge_mappings, or keep those that differ in an aggregate and zone of their own.",
    practice="Name OVS bridges alike on all hosts.",
    source=(NOVA_GUIDE.at("Troubleshoot 2: Live Migration Failures"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """The physical networks that are mapped, and the bridges they are mapped to, are those of the other hosts.

    Of networks that are on interfaces, the names of the interfaces are the host's own affair.
    """
    expect_alike("bridge mappings", host, others, _words)


def _words(host: Host) -> str:
    networks = list(physical_networks(host))
    try:
        networks += [f"{network}:{bridge}" for network, bridge in mappings(host).items()]
    except NotApplicable:
        # of interfaces alone, it can be told without Open vSwitch
        if not networks:
            raise
    return ", ".join(sorted(networks)) or "none"
