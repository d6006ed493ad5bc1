"""The memory that Placement still has to give is there."""

from conformance.model.facts import Memory
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "memory_available",
    one(memory=Memory(total_mib=32000, available_mib=1000)),
    "at least half of the 27392 MiB that Placement can still give are available",
    "1000 MiB",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
