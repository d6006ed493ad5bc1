"""Nova-compute runs."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault, SuiteFault
from selftests.checks.invariants.broken import one, services
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

ABSENT = {"state": "absent", "running": False, "trouble": "No such container: nova_computer"}


CASE = Case(
    "compute_service_runs",
    one(services=services(state="exited", running=False, trouble="it was killed for want of memory (OOMKilled)")),
    "nova_compute (docker nova_compute) runs",
    "exited: it was killed for want of memory (OOMKilled)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_a_service_that_works_under_another_name_than_the_profiles_is_a_fault_of_the_profile() -> None:
    with pytest.raises(SuiteFault, match=r"h1: nova_compute is not found as docker nova_compute, and yet Nova says that nova-compute of"):
        hold("compute_service_runs", one(services=services(**ABSENT)), "h1")


def test_a_service_that_is_gone_is_a_fault_of_the_cloud() -> None:
    hosts = around(host(services=services(**ABSENT)), host("h2"), cloud_changes={"services": ()})
    with pytest.raises(CloudFault) as caught:
        hold("compute_service_runs", hosts, "h1")
    assert caught.value.seen == "absent: No such container: nova_computer"
