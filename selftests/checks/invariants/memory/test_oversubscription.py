"""Nothing is given out more often than the site can bear."""

from conformance.model.cloud_facts import ProviderInventory
from selftests.checks.invariants.broken import provider
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "oversubscription",
    around(host(), host("h2"), cloud_changes=provider(MEMORY_MB=ProviderInventory(total=32000, reserved=512, ratio=3))),
    "an allocation ratio of MEMORY_MB up to 1.5",
    "3",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
