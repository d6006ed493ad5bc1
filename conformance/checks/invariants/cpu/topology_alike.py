"""Hosts have the same NUMA nodes and huge pages."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="numa-topology",
    why="A pinned guest needs on its destination the topology that it has: hosts that should be alike and are not cannot take it.",
    remedy="Set the same huge pages at boot and the same processors aside on hosts that should be alike; others belong into an aggregate.",
    practice="Give hosts that take each other's pinned guests the same NUMA topology.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 6"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Number of NUMA nodes, huge pages and sets of processors for guests are as on the other hosts with as many processors."""
    like = [other for other in others if other.facts.cpu is not None and other.facts.cpu.count == host.cpu.count]
    expect_alike("NUMA topology", host, like, _topology)


def _topology(host: Host) -> str:
    host.require("numa")
    host.require("huge_pages")
    pages = ", ".join(f"{pages.total} pages of {pages.size_kib} KiB" for pages in host.facts.huge_pages if pages.total) or "no huge pages"
    sets = f"dedicated {host.conf.cpu_dedicated_set or 'none'}, shared {host.conf.cpu_shared_set or 'all'}"
    return f"{len(host.facts.numa)} nodes, {pages}, {sets}"
