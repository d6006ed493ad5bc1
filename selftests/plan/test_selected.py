"""Selected pairs in lanes: one instance can follow each, through all kinds of migration."""

import itertools

import pytest

from conformance.model.hosts import HostPair
from conformance.plan.budgets import Budgets
from conformance.plan.choice import Choice, Strategy, make_plan
from conformance.plan.place import Plan

HOSTS = [f"compute-{number:02}" for number in range(9)]
CHOICES = [
    Choice(strategy=Strategy.RING),
    Choice(strategy=Strategy.CHANGED_HOSTS, changed=("compute-03", "compute-04")),
    Choice(strategy=Strategy.CLASSES, classes={host: str(number % 3) for number, host in enumerate(HOSTS)}),
    Choice(strategy=Strategy.SAMPLE, size=20, seed=4),
    Choice(strategy=Strategy.ALL),
]


def _lanes(plan: Plan, kind: int) -> dict[int, list[HostPair]]:
    placed = sorted((place.lane, place.step, pair.id, pair) for pair in plan.pairs() for place in [plan.place_of_pair(pair, kind)])
    assert len({(lane, step) for lane, step, _, _ in placed}) == len(placed)
    return {lane: [pair for *_, pair in steps] for lane, steps in itertools.groupby(placed, lambda one: one[0])}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.strategy.value)
@pytest.mark.parametrize("workers", [1, 3, 9, 100])
@pytest.mark.parametrize("kind", [0, 1])
def test_each_pair_of_a_lane_begins_where_the_one_before_ended(choice: Choice, workers: int, kind: int) -> None:
    plan = make_plan(choice, HOSTS, Budgets(), workers)
    lanes = _lanes(plan, kind)
    assert set(lanes) == set(range(plan.lanes))
    for pairs in lanes.values():
        assert all(one.destination == other.source for one, other in itertools.pairwise(pairs))


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.strategy.value)
def test_with_the_second_kind_most_lanes_go_on_with_the_instance_of_the_first(choice: Choice) -> None:
    plan = make_plan(choice, HOSTS, Budgets(), 9)
    first, second = _lanes(plan, 0), _lanes(plan, 1)
    going_on = sum(1 for lane in first if first[lane][-1].destination == second[lane][0].source)
    begin, end = sorted(pairs[0].source for pairs in first.values()), sorted(pairs[-1].destination for pairs in first.values())
    assert going_on == len(begin) - sum(1 for host in HOSTS for _ in range(max(0, begin.count(host) - end.count(host))))


def test_workers_are_a_budget_too() -> None:
    ring = Choice(strategy=Strategy.RING)
    assert [make_plan(ring, HOSTS, Budgets(), workers).lanes for workers in (1, 3, 9)] == [1, 3, 9]
    assert [make_plan(ring, HOSTS, Budgets(), workers).rounds for workers in (1, 3, 9)] == [9, 3, 1]
    assert make_plan(ring, HOSTS, Budgets(migrations=3, instances=4), 9).rounds == 3


def test_hosts_without_an_instance_of_a_lane_have_a_lane_of_their_own() -> None:
    plan = make_plan(Choice(strategy=Strategy.CHANGED_HOSTS, changed=("compute-00",)), HOSTS, Budgets(), 9)
    assert len({plan.place_of_host(host).lane for host in HOSTS}) == len(HOSTS)


def test_what_is_not_in_the_plan_has_no_place() -> None:
    plan = make_plan(Choice(strategy=Strategy.RING), HOSTS, Budgets(), 9)
    with pytest.raises(ValueError, match="compute-00-to-compute-05"):
        plan.place_of_pair(HostPair(source="compute-00", destination="compute-05"))
    with pytest.raises(ValueError, match="x"):
        plan.place_of_host("x")
