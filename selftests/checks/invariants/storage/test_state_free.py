"""There is room in Nova's state directory."""

from selftests.checks.invariants.broken import one, path
from selftests.checks.invariants.case import Case

CASE = Case(
    "state_free",
    one(file_systems=(path(), path(free=10000).model_copy(update={"path": "/var/lib/nova"}))),
    "at least 5 % free under /var/lib/nova",
    "2.5 %",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
