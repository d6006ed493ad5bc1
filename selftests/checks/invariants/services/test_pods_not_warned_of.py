"""Kubernetes warns of nothing that keeps the pods of services from running."""

from typing import Any

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import hold
from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.model.cloud_facts import PodWarning
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import PROFILE, around, host

KUBERNETES = PROFILE.model_copy(
    update={"services": {LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.KUBECTL, name="application=nova,component=compute")}}
)


def warned(*warnings: PodWarning, **thresholds: Any) -> AllHosts:
    return around(host(), host("h2"), cloud_changes={"pod_warnings": warnings}, profile=KUBERNETES, **thresholds)


def warning(reason: str, **changes: Any) -> PodWarning:
    fields: dict[str, Any] = {"pod": "nova-compute-x7", "service": "nova_compute", "message": "it says why", "seconds_ago": 1200}
    return PodWarning(reason=reason, **fields | {"there": True, "ready": False} | changes)


PASSING = [
    warning("Unhealthy"),
    warning("Unhealthy", ready=True, count=3),
    warning("FailedMount", ready=True, seconds_ago=30),
    warning("FailedScheduling", ready=True),
    warning("BackOff", ready=True),
    warning("BackOff", there=False),
    warning("Evicted", seconds_ago=3700),
]


GRAVE = [
    warning("FailedScheduling"),
    warning("FailedMount"),
    warning("Failed"),
    warning("BackOff"),
    warning("BackOff", ready=True, seconds_ago=200),
    warning("Evicted", there=False),
]


CASE = Case(
    "pods_not_warned_of",
    warned(warning("FailedMount", count=14), warning("Evicted", pod="nova-compute-y1", there=False)),
    "nothing kept the pods of services from running in the last 60 minutes",
    "nova-compute-x7 (nova_compute): FailedMount 14 times, last 20 minutes ago: it says why; "
    "nova-compute-y1 (nova_compute): Evicted once, last 20 minutes ago: it says why",
    sound=warned(warning("Unhealthy", ready=True)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("pods_not_warned_of", one()) == "no service of the profile is in Kubernetes"


@pytest.mark.parametrize("passing", PASSING, ids=lambda one: one.reason)
def test_what_a_pod_got_over_is_no_fault(passing: PodWarning) -> None:
    hold("pods_not_warned_of", warned(passing))


@pytest.mark.parametrize("grave", GRAVE, ids=lambda one: one.reason)
def test_what_keeps_a_pod_from_running_is_a_fault(grave: PodWarning) -> None:
    with pytest.raises(CloudFault, match=rf"nova-compute-x7 \(nova_compute\): {grave.reason} once"):
        hold("pods_not_warned_of", warned(grave))
    hold("pods_not_warned_of", warned(grave, pod_warnings_minutes=1))


def test_many_warnings_are_not_all_told() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("pods_not_warned_of", warned(*(warning("Failed", pod=f"p{number}") for number in range(5))))
    assert caught.value.seen.count("Failed once") == 3
    assert caught.value.seen.endswith("; and 2 more")
