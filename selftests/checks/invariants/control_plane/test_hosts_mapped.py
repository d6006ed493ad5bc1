"""Every compute host is in a cell."""

from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case("hosts_mapped", in_cloud(hypervisors={"h1.example": "h1"}), "every nova-compute has a hypervisor in Nova's list", "none: h2")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
