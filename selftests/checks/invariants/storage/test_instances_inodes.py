"""There are inodes for instances."""

from selftests.checks.invariants.broken import one, path
from selftests.checks.invariants.case import Case

CASE = Case(
    "instances_inodes",
    one(file_systems=(path(inodes_free=10),)),
    "at least 5 % of the inodes free under /var/lib/nova/instances",
    "1.0 % (10)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
