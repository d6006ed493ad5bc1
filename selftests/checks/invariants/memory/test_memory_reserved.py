"""The host keeps memory for itself."""

from conformance.model.cloud_facts import ProviderInventory
from selftests.checks.invariants.broken import provider
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "memory_reserved",
    around(host(), host("h2"), cloud_changes=provider(MEMORY_MB=ProviderInventory(total=32000, reserved=0, ratio=1))),
    "512 MiB of memory reserved in Placement (reserved_host_memory_mb)",
    "0 MiB",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
