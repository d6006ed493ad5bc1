"""The scheduler has the filters that it needs."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import UnreadFact
from selftests.checks.invariants.broken import control, in_cloud
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host

CASE = Case(
    "scheduler_filters",
    in_cloud(numa_flavors=("pinned", "huge"), control=control(scheduler={})),
    "NUMATopologyFilter is enabled, as flavors need it: pinned, huge",
    "enabled: ComputeFilter, ComputeCapabilitiesFilter, ImagePropertiesFilter, ServerGroupAntiAffinityFilter, ServerGroupAffinityFilter",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_a_filter_that_the_profile_asks_for_is_missed() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("scheduler_filters", around(host(), scheduler_filters=("ComputeFilter", "AvailabilityZoneFilter")))
    assert caught.value.expected == "the scheduler's filters include AvailabilityZoneFilter"


def test_a_scheduler_that_cannot_be_read_is_never_a_pass() -> None:
    hosts = in_cloud(control=control(scheduler=None, gaps=(UnreadFact(what="scheduler", why="sudo: a password is required"),)))
    with pytest.raises(SuiteFault, match=r"^scheduler could not be read: sudo: a password is required$"):
        hold("scheduler_filters", hosts)
    assert skip("scheduler_filters", in_cloud(control=control(scheduler=None))).startswith("it is not known on which hosts")
