"""Hosts know each other by name."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case("names_resolve", one(resolves={"h1": ("192.0.2.1",), "h2": ()}), "h2 resolves to an address of h2, on h1", "to none")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
