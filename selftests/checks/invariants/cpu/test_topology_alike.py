"""Hosts have the same NUMA nodes and huge pages."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "topology_alike",
    around(host(huge_pages=()), host("h2"), host("h3")),
    "NUMA topology: 1 nodes, 512 pages of 2048 KiB, dedicated none, shared all, as on h2, h3",
    "NUMA topology: 1 nodes, no huge pages, dedicated none, shared all",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
