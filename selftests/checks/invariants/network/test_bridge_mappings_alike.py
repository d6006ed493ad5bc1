"""Physical networks are on every host."""

from conformance.model.cloud_facts import Agent
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "bridge_mappings_alike",
    around(
        host(),
        host("h2"),
        host("h3"),
        cloud_changes={
            "agents": tuple(
                Agent(kind="Open vSwitch agent", host=name, alive=True, enabled=True, mappings={"ext": bridge})
                for name, bridge in (("h1", "br-old"), ("h2", "br-ex"), ("h3", "br-ex"))
            )
        },
    ),
    "bridge mappings: ext:br-ex, as on h2, h3",
    "bridge mappings: ext:br-old",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
