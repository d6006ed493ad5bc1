"""All hosts keep instances in the same kind of place."""

from selftests.checks.invariants.broken import path
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "instances_storage_alike",
    around(host(file_systems=(path(kind="nfs"),)), host("h2"), host("h3")),
    "storage of instances: local, as on h2, h3",
    "storage of instances: shared (nfs)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
