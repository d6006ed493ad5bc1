"""Nova's services have reported a short time ago."""

from selftests.checks.invariants.broken import in_cloud, service
from selftests.checks.invariants.case import Case

CASE = Case(
    "heartbeats_fresh",
    in_cloud(services=(service("nova-compute", age=90),)),
    "every service that is up reported within 60 s",
    "nova-compute on c (90 s)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
