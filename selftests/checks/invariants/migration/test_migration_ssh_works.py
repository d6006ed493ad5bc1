"""Nova gets from every host to every other by SSH."""

from selftests.checks.invariants.broken import barred
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "migration_ssh_works",
    around(host(), host("h2"), barred=barred("ssh", "Host key verification failed.")),
    "h1 logs in on h2 (h2:1) as nova-compute does",
    "Host key verification failed.",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
