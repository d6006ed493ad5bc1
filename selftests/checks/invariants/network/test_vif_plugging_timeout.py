"""Nova waits for Neutron as long as the site wants."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case("vif_plugging_timeout", one(options={"DEFAULT/vif_plugging_timeout": "29"}), "vif_plugging_timeout from 30 to 600 s", "29 s")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
