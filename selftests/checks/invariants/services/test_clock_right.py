"""Clocks agree."""

from conformance.model.facts import Clock
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "clock_right",
    around(host(clock=Clock(least=7.4, most=7.9)), host("h2"), host("h3")),
    "a clock within 2 s of the other hosts'",
    "at least 7.4 s ahead of them",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
