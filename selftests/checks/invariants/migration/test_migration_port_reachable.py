"""Every host reaches every other's libvirt."""

from selftests.checks.invariants.broken import barred
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "migration_port_reachable",
    around(host(), host("h2"), host("h3"), barred=barred("libvirt", "Connection refused")),
    "h1 connects to libvirt of h2 at h2:1",
    "Connection refused",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
