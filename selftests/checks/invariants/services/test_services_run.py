"""The services of a compute host run, and are healthy."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one, services
from selftests.checks.invariants.case import Case

CASE = Case(
    "services_run",
    one(services=services(trouble="it restarted by itself 20 s ago")),
    "nova_compute (docker nova_compute) is healthy",
    "running: it restarted by itself 20 s ago",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_restarts_that_the_last_run_saw_are_none_of_this_one() -> None:
    hold("services_run", one(services=services(restarts=3, restarts_before=3)), "h1")
    hold("services_run", one(services=services(restarts=3)), "h1")
    with pytest.raises(CloudFault) as caught:
        hold("services_run", one(services=services(restarts=3, restarts_before=1)), "h1")
    assert caught.value.seen == "running: it restarted by itself 2 times since the last look at it, 3 times in all"
