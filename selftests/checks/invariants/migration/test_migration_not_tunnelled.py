"""Guests do not go through libvirt's own connection."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "migration_not_tunnelled", one(options={"libvirt/live_migration_tunnelled": "true"}), "live_migration_tunnelled = false", "true"
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
