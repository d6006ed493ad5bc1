"""Which pairs each strategy takes."""

import itertools
import random
from collections import Counter

import pytest

from conformance.plan import strategies
from conformance.plan.timetable import trails


def _hosts(count: int) -> list[str]:
    return [f"compute-{number:05}" for number in range(count)]


@pytest.mark.parametrize("count", range(2, 6))
def test_a_ring_has_every_host_once_on_each_side(count: int) -> None:
    pairs = strategies.ring(_hosts(count))
    assert sorted(pair[0] for pair in pairs) == sorted(pair[1] for pair in pairs) == list(range(count))
    assert all(source != destination for source, destination in pairs)


def test_one_host_has_no_pairs() -> None:
    assert strategies.ring(["a"]) == []
    assert strategies.sample(["a"], 5, 1) == []
    assert strategies.between_classes(["a"], {"a": "x"}) == []


def test_changed_hosts_are_paired_with_all_others_both_ways() -> None:
    hosts = _hosts(5)
    changed = {1, 3}
    wanted = [pair for pair in itertools.permutations(range(5), 2) if changed & set(pair)]
    assert sorted(strategies.involving(hosts, [hosts[number] for number in changed])) == wanted


@pytest.mark.parametrize("size", [1, 3, 7, 20, 42, 99])
def test_a_sample_has_as_many_pairs_as_asked_for_or_as_there_are(size: int) -> None:
    pairs = strategies.sample(_hosts(7), size, seed=5)
    assert len(set(pairs)) == len(pairs) == min(size, 42)
    assert all(source != destination and {source, destination} <= set(range(7)) for source, destination in pairs)


def test_a_sample_is_the_same_for_the_same_seed_alone() -> None:
    hosts = _hosts(50)
    assert strategies.sample(hosts, 60, 1) == strategies.sample(hosts, 60, 1)
    assert strategies.sample(hosts, 60, 1) != strategies.sample(hosts, 60, 2)


def test_a_sample_of_as_many_pairs_as_hosts_has_every_host_on_both_sides() -> None:
    pairs = strategies.sample(_hosts(40), 40, seed=3)
    assert len({pair[0] for pair in pairs}) == len({pair[1] for pair in pairs}) == 40


def test_samples_favour_no_pair() -> None:
    drawn = Counter(pair for seed in range(3000) for pair in strategies.sample(_hosts(4), 2, seed))
    assert set(drawn) == set(itertools.permutations(range(4), 2))
    assert max(drawn.values()) < 1.3 * min(drawn.values())


@pytest.mark.parametrize("seed", range(30))
def test_classes_meet_each_other_and_themselves_and_no_host_is_left_out(seed: int) -> None:
    draw = random.Random(seed)
    hosts = _hosts(draw.randrange(2, 30))
    classes = {host: f"class {draw.randrange(draw.randrange(1, 6))}" for host in hosts}
    pairs = strategies.between_classes(hosts, classes)
    assert len(set(pairs)) == len(pairs)
    assert {pair[0] for pair in pairs} == {pair[1] for pair in pairs} == set(range(len(hosts)))
    assert all(source != destination for source, destination in pairs)
    members = Counter(classes.values())
    wanted = {(one, other) for one in members for other in members if one != other or members[one] > 1}
    assert {(classes[hosts[source]], classes[hosts[destination]]) for source, destination in pairs} >= wanted
    assert len(pairs) <= len(wanted) + len(hosts) + 1
    assert len(trails(pairs)) == 1, "one instance could follow all of them"


def test_with_two_classes_of_many_hosts_there_are_few_more_pairs_than_hosts() -> None:
    hosts = _hosts(1000)
    classes = {host: "old" if number % 3 else "new" for number, host in enumerate(hosts)}
    assert len(strategies.between_classes(hosts, classes)) <= 1004
