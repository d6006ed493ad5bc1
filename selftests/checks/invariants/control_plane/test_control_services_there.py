"""Nova has a conductor and a scheduler."""

from selftests.checks.invariants.broken import in_cloud, service
from selftests.checks.invariants.case import Case

CASE = Case(
    "control_services_there",
    in_cloud(services=(service("nova-scheduler"),)),
    "a nova-conductor that is enabled and up",
    "up: nova-scheduler",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
