"""Placement's providers are Nova's hypervisors."""

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import ServiceRecord
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


def test_the_hypervisors_of_a_cell_that_does_not_answer_are_not_known() -> None:
    lost = ServiceRecord(binary="nova-compute", host="h2", enabled=True, up=False, cell_answers=False)
    well = CASE.well.cloud.facts
    hosts = in_cloud(hypervisors={"h1.example": "h1"}, services=(*(one for one in well.services if one.host != "h2"), lost))
    hold("providers_match", hosts, None)
