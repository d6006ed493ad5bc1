"""Huge pages are left for guests that want them."""

from conformance.model.facts import HugePages
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case("huge_pages_free", one(huge_pages=(HugePages(size_kib=2048, total=512, free=0),)), "free huge pages of 2048 KiB", "0 of 512")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
