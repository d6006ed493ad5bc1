"""Live migrations may use enough of the network."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "migration_bandwidth",
    one(options={"libvirt/live_migration_bandwidth": "10"}),
    "live_migration_bandwidth of 0 (no limit) or at least 100 MiB/s",
    "10 MiB/s",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
