"""Nothing is held in Placement for nobody."""

from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case(
    "allocations_owned",
    in_cloud(orphaned_allocations={"dead": "h1.example"}),
    "allocations are held by servers and migrations only",
    "1 by nobody: dead on h1.example",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
