"""An instance without network fails, or not, as the site wants."""

from selftests.checks.invariants.broken import EITHER, one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host

CASE = Case("vif_plugging_is_fatal", one(options={"DEFAULT/vif_plugging_is_fatal": "no"}), "vif_plugging_is_fatal = true", "false")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("vif_plugging_is_fatal", around(host(), profile=EITHER)) == (
        "the profile accepts either (expect.vif_plugging_is_fatal: null)"
    )
