"""Placement knows the processors and memory that the host really has."""

from conformance.model.cloud_facts import ProviderInventory
from selftests.checks.invariants.broken import provider
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "placement_inventory",
    around(host(), host("h2"), cloud_changes=provider(VCPU=ProviderInventory(total=4, reserved=0, ratio=4))),
    "8 VCPU in Placement, as the host has",
    "4",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
