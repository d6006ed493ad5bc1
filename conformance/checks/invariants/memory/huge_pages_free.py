"""Huge pages are left for guests that want them."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="numa-topology",
    why="A guest with huge pages fits only where enough of them are free in one NUMA node; all used up, the scheduler finds no host.",
    remedy="Set nr_hugepages of the size that flavors ask for, at boot; move guests with huge pages away.",
    practice="Verify that the destination has huge pages free.",
    source=(NOVA_GUIDE.at("Huge Pages"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """Where the host has huge pages of a size, some of them are free."""
    host.require("huge_pages")
    there = [pages for pages in host.facts.huge_pages if pages.total]
    if not there:
        raise NotApplicable("the host has no huge pages")
    for pages in there:
        if not pages.free:
            raise CloudFault(f"free huge pages of {pages.size_kib} KiB", f"0 of {pages.total}", host.name)
