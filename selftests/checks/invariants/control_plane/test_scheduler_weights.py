"""The scheduler weighs hosts as the site wants."""

from selftests.checks.invariants.broken import control
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "scheduler_weights",
    around(host(), host("h2"), scheduler_weighers=("RAMWeigher",)),
    "the scheduler's weighers: RAMWeigher",
    "all_weighers",
    around(
        host(),
        host("h2"),
        scheduler_weighers=("RAMWeigher",),
        scheduler_multipliers={"ram_weight_multiplier": 2},
        cloud_changes={
            "control": control(scheduler={"weight_classes": "nova.scheduler.weights.ram.RAMWeigher", "ram_weight_multiplier": "2"})
        },
    ),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
