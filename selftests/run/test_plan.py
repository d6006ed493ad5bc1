"""The rotation covers what it should, at the cost it should."""

import itertools

import pytest

from conformance.model.hosts import HostPair
from conformance.run.plan import Place, place_of_host, place_of_pair

COUNTS = range(2, 10)


def _hosts(count: int) -> list[str]:
    return [f"compute-{number:02}" for number in range(count)]


def _placed(hosts: list[str], chain: int) -> dict[tuple[str, str], Place]:
    return {(a, b): place_of_pair(HostPair(source=a, destination=b), hosts, chain) for a, b in itertools.permutations(hosts, 2)}


@pytest.mark.parametrize("count", COUNTS)
def test_each_lane_has_each_step_once(count: int) -> None:
    places = [(place.lane, place.step) for place in _placed(_hosts(count), 0).values()]
    assert sorted(places) == [(lane, step) for lane in range(count) for step in range(1, count)]


@pytest.mark.parametrize("count", COUNTS)
def test_one_server_can_follow_all_chains_of_a_lane_from_the_lanes_own_host(count: int) -> None:
    hosts = _hosts(count)
    for lane, host in enumerate(hosts):
        assert place_of_host(host, hosts).lane == lane
        at = host
        for chain in (0, 1):
            steps = sorted((place.step, pair) for pair, place in _placed(hosts, chain).items() if place.lane == lane)
            for _, (source, destination) in steps:
                assert source == at
                at = destination
        assert at == host


@pytest.mark.parametrize("count", COUNTS)
def test_in_lockstep_every_host_sends_one_and_receives_one(count: int) -> None:
    hosts = _hosts(count)
    placed = _placed(hosts, 0)
    for step in range(1, count):
        pairs = [pair for pair, place in placed.items() if place.step == step]
        assert sorted(source for source, _ in pairs) == hosts
        assert sorted(destination for _, destination in pairs) == hosts


def test_a_host_that_is_not_in_the_plan_has_no_place() -> None:
    with pytest.raises(ValueError, match="x"):
        place_of_pair(HostPair(source="a", destination="x"), ["a", "b"])
