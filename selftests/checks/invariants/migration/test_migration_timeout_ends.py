"""Nova gives a live migration up before the suite does."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "migration_timeout_ends",
    around(host(), host("h2"), outlast_nova=True),
    "Nova gives up within the suite's 900 s",
    "after 1600 s for 2 GiB",
    around(host(options={"libvirt/live_migration_completion_timeout": "400"}), host("h2"), outlast_nova=True),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
