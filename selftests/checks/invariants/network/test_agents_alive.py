"""Neutron's agents are alive."""

from conformance.model.cloud_facts import Agent
from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case

CASE = Case(
    "agents_alive",
    in_cloud(agents=(Agent(kind="DHCP agent", host="c", alive=False, enabled=True),)),
    "every agent of Neutron that is enabled is alive",
    "dead: DHCP agent on c",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
