"""Physical networks are on every host."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.checks.network_agents import mappings
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="network-mismatch",
    why="A guest cannot arrive where its network is not mapped; or it arrives, and loses its connectivity.",
    remedy="Give all hosts the same bridge_mappings, or keep those that differ in an aggregate and zone of their own.",
    practice="Name OVS bridges alike on all hosts.",
    source=(NOVA_GUIDE.at("Troubleshoot 2: Live Migration Failures"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """The physical networks that are mapped, and the bridges they are mapped to, are those of the other hosts."""
    expect_alike("bridge mappings", host, others, _words)


def _words(host: Host) -> str:
    return ", ".join(f"{network}:{bridge}" for network, bridge in sorted(mappings(host).items())) or "none"
