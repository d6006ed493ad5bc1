"""The instances path is shared, or local, as the site decided it."""

from selftests.checks.invariants.broken import path
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "instances_storage",
    around(host(), host("h2"), shared_instances_path=True),
    "the instances path is shared",
    "local",
    around(host(file_systems=(path(kind="nfs"),)), host("h2"), shared_instances_path=True),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
