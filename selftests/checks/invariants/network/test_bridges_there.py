"""The bridges of the physical networks are there."""

from conformance.model.facts import Switch
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case("bridges_there", one(switch=Switch(bridges=("br-int",))), "bridge br-ex, which ext is mapped to", "bridges: br-int")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
