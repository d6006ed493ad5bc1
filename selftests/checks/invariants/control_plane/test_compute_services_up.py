"""Nova's services are up."""

from selftests.checks.invariants.broken import in_cloud, service
from selftests.checks.invariants.case import Case

CASE = Case(
    "compute_services_up",
    in_cloud(services=(service("nova-compute", up=False),)),
    "every service of Nova that is enabled is up",
    "down: nova-compute on c",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
