"""The processors that guests are pinned to are there."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "pinned_processors",
    one(options={"compute/cpu_dedicated_set": "4-9"}),
    "the processors of cpu_dedicated_set and cpu_shared_set are there",
    "missing: 8, 9",
    one(options={"compute/cpu_dedicated_set": "4-7", "compute/cpu_shared_set": "0-3"}),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
