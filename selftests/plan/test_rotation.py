"""The rotation covers what it should, at the cost it should."""

import itertools

import pytest

from conformance.model.hosts import HostPair
from conformance.plan.place import Place
from conformance.plan.rotation import Rotation

COUNTS = range(2, 10)
ABREAST = [(count, abreast) for count in COUNTS for abreast in (1, 2, 3)]


def _hosts(count: int) -> list[str]:
    return [f"compute-{number:02}" for number in range(count)]


def _placed(plan: Rotation, hosts: list[str], kind: int) -> dict[tuple[str, str], Place]:
    return {(a, b): plan.place_of_pair(HostPair(source=a, destination=b), kind) for a, b in itertools.permutations(hosts, 2)}


@pytest.mark.parametrize(("count", "abreast"), ABREAST)
def test_each_place_is_taken_once_and_lanes_are_of_the_same_length_or_one_apart(count: int, abreast: int) -> None:
    plan = Rotation(_hosts(count), abreast)
    places = [(place.lane, place.step) for place in _placed(plan, _hosts(count), 0).values()]
    assert len(set(places)) == count * (count - 1)
    assert {lane for lane, _ in places} == set(range(plan.lanes))
    lengths = {lane: max(step for other, step in places if other == lane) for lane in range(plan.lanes)}
    assert sum(lengths.values()) == count * (count - 1), "no step is left out"
    assert max(lengths.values()) == plan.rounds == -(-(count - 1) // min(abreast, count - 1))


@pytest.mark.parametrize(("count", "abreast"), ABREAST)
def test_one_server_can_follow_a_lane_through_all_kinds(count: int, abreast: int) -> None:
    hosts = _hosts(count)
    plan = Rotation(hosts, abreast)
    placed = [_placed(plan, hosts, kind) for kind in (0, 1)]
    for lane in range(plan.lanes):
        at = ""
        for of_kind in placed:
            for _, (source, destination) in sorted((place.step, pair) for pair, place in of_kind.items() if place.lane == lane):
                assert at in {"", source}
                at = destination


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("kinds", [0, 1, 2])
def test_a_host_is_in_the_lane_that_has_its_server_there(count: int, kinds: int) -> None:
    hosts = _hosts(count)
    plan = Rotation(hosts)
    placed = [_placed(plan, hosts, kind) for kind in range(kinds)]
    for lane in range(count):
        at = next(host for host in hosts if plan.place_of_host(host).lane == lane)
        for of_kind in placed:
            at = max((place.step, pair) for pair, place in of_kind.items() if place.lane == lane)[1][1]
        assert plan.place_of_host(at, kinds).lane == lane


@pytest.mark.parametrize("count", COUNTS)
def test_in_lockstep_every_host_sends_one_and_receives_one(count: int) -> None:
    hosts = _hosts(count)
    placed = _placed(Rotation(hosts), hosts, 0)
    for step in range(1, count):
        pairs = [pair for pair, place in placed.items() if place.step == step]
        assert sorted(source for source, _ in pairs) == hosts
        assert sorted(destination for _, destination in pairs) == hosts


@pytest.mark.parametrize(("count", "abreast"), ABREAST)
def test_abreast_no_host_sends_or_receives_more_than_it_may(count: int, abreast: int) -> None:
    hosts = _hosts(count)
    plan = Rotation(hosts, abreast)
    placed = _placed(plan, hosts, 0)
    for step in range(1, plan.rounds + 1):
        pairs = [pair for pair, place in placed.items() if place.step == step]
        for side in (0, 1):
            assert max(sum(1 for pair in pairs if pair[side] == host) for host in hosts) <= abreast


def test_a_host_that_is_not_in_the_plan_has_no_place() -> None:
    with pytest.raises(ValueError, match="x"):
        Rotation(["a", "b"]).place_of_pair(HostPair(source="a", destination="x"))
