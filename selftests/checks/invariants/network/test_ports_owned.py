"""No port is kept for a server that is gone."""

from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case("ports_owned", in_cloud(orphaned_ports=("p1", "p2")), "ports of servers belong to servers that are there", "2 to none: p1, p2")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
