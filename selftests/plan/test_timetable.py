"""Any set of pairs: every pair once, in the fewest rounds, in chains that instances can follow."""

import itertools
import random
from collections import Counter

import pytest

from conformance.plan.timetable import Pair, Step, chains, trails


def _random_pairs(hosts: int, size: int, seed: int) -> list[Pair]:
    return sorted(random.Random(seed).sample(list(itertools.permutations(range(hosts), 2)), size))


GRAPHS = [_random_pairs(hosts, size, seed) for hosts, size in ((2, 2), (5, 9), (8, 30), (12, 132)) for seed in range(4)]
BUDGETS = [(1, 1), (2, 1), (1, 2), (2, 3)]


def _least(pairs: list[Pair], at_once: int, out: int = 1, into: int = 1) -> int:
    sent, received = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    return max(-(-max(sent.values()) // out), -(-max(received.values()) // into), -(-len(pairs) // at_once))


def _rounds(found: list[list[Step]]) -> dict[int, list[Pair]]:
    rounds: dict[int, list[Pair]] = {}
    for number, pair in itertools.chain.from_iterable(found):
        rounds.setdefault(number, []).append(pair)
    return rounds


@pytest.mark.parametrize("pairs", GRAPHS)
@pytest.mark.parametrize("at_once", [1, 2, 5, 1000])
@pytest.mark.parametrize(("out", "into"), BUDGETS)
def test_every_pair_is_there_once_and_no_budget_is_overdrawn(pairs: list[Pair], at_once: int, out: int, into: int) -> None:
    found = chains(pairs, at_once, dict.fromkeys(range(12), out), dict.fromkeys(range(12), into))
    assert sorted(pair for chain in found for _, pair in chain) == pairs
    for of_round in _rounds(found).values():
        assert len(of_round) <= at_once
        assert max(Counter(pair[0] for pair in of_round).values()) <= out
        assert max(Counter(pair[1] for pair in of_round).values()) <= into
    for chain in found:
        for (earlier, one), (later, other) in itertools.pairwise(chain):
            assert one[1] == other[0]
            assert later > earlier


@pytest.mark.parametrize("pairs", GRAPHS)
@pytest.mark.parametrize("at_once", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(("out", "into"), BUDGETS)
def test_there_are_no_more_rounds_than_the_budgets_force(pairs: list[Pair], at_once: int, out: int, into: int) -> None:
    found = chains(pairs, at_once, dict.fromkeys(range(12), out), dict.fromkeys(range(12), into))
    assert max(_rounds(found)) + 1 == _least(pairs, at_once, out, into)


@pytest.mark.parametrize("pairs", GRAPHS)
def test_one_after_the_other_there_are_as_few_chains_as_there_can_be(pairs: list[Pair]) -> None:
    surplus: Counter[int] = Counter()
    for source, destination in pairs:
        surplus[source] += 1
        surplus[destination] -= 1
    forced = sum(count for count in surplus.values() if count > 0)
    found = trails(pairs)
    assert sorted(itertools.chain.from_iterable(found)) == pairs
    # a part of the graph in which nothing forces a beginning has one trail of its own
    assert len(found) <= forced + sum(1 for trail in found if trail[0][0] == trail[-1][1])
    assert len(chains(pairs, 1)) == len(found)


def test_around_one_host_two_instances_are_enough() -> None:
    pairs = [(0, other) for other in range(1, 30)] + [(other, 0) for other in range(1, 30)]
    found = chains(pairs, 1000)
    assert len(found) == 2
    assert len(_rounds(found)) == 29
