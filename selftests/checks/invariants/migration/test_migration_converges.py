"""Live migrations of busy guests come to an end."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "migration_converges",
    around(host(), host("h2"), migration_converges=True),
    "live migrations are permitted to slow guests down",
    "auto_converge = false, post_copy = false",
    around(host(options={"libvirt/live_migration_permit_post_copy": "1"}), host("h2"), migration_converges=True),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
