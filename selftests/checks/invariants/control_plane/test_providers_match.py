"""Placement's providers are Nova's hypervisors."""

from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case(
    "providers_match",
    in_cloud(hypervisors={"h1.example": "h1", "h9.example": "h9"}),
    "every hypervisor has a resource provider of its name",
    "none: h9.example",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
