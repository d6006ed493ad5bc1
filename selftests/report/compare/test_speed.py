"""Which operations are slower than noise explains."""

from random import Random

from conformance.model.operation import OperationKind
from conformance.report.compare.comparison import Speed
from conformance.report.compare.speed import RUNS, compare_speed
from conformance.report.run_file import RunFile
from selftests.report.compare.runs import migrations

PAIRS = [f"{source} to {destination}" for source in "abcdef" for destination in "abcdef" if source != destination]


def night(number: int, busy: float = 1.0, **slow: float) -> RunFile:
    """A night in which each pair takes about as long as always; noise of a tenth, more on a busy machine."""
    chance = Random(number)
    usual = {pair: 8 + place % 7 for place, pair in enumerate(PAIRS)}
    times = {
        pair: seconds * busy * chance.lognormvariate(0, 0.1) * slow.get(pair.replace(" ", "_"), 1.0) for pair, seconds in usual.items()
    }
    return migrations(times, name=f"night-{number}", day=number)


HISTORY = [night(number, busy=1.1 if number % 3 == 0 else 1.0) for number in range(8)]


def slower(run: RunFile) -> list[str]:
    return [str(slow.pair) if slow.pair else slow.kind for slow in compare_speed(run, HISTORY).slower]


def test_a_healthy_night_is_not_slower_in_a_hundred() -> None:
    assert [slower(night(number)) for number in range(100, 200)] == [[]] * 100


def test_a_pair_that_takes_twice_as_long_is_named_alone() -> None:
    assert slower(night(300, a_to_b=2.0)) == ["a-to-b"]


def test_a_night_in_which_everything_is_slow_is_one_line_of_the_kind() -> None:
    (slow,) = compare_speed(night(301, busy=2.5), HISTORY).slower
    assert (slow.kind, slow.pair) == (OperationKind.LIVE_MIGRATION, None)
    assert slow.factor > slow.limit


def test_a_slow_pair_is_found_in_a_slow_night() -> None:
    assert slower(night(302, busy=2.5, c_to_d=3.0)) == ["live-migration", "c-to-d"]


def test_a_faster_night_hides_no_slow_pair_and_makes_none() -> None:
    assert slower(night(303, busy=0.5)) == []


def test_with_too_few_earlier_runs_nothing_is_judged() -> None:
    few = compare_speed(night(304, a_to_b=9.0), HISTORY[: RUNS - 1])
    assert few == Speed(runs=tuple(one.run for one in HISTORY[: RUNS - 1]), not_judged=(OperationKind.LIVE_MIGRATION,))


def test_the_run_itself_and_a_run_given_twice_count_once() -> None:
    tonight = night(305)
    assert compare_speed(tonight, [tonight, HISTORY[0], HISTORY[0]]).runs == ("night-0",)


def test_a_new_pair_is_not_judged() -> None:
    run = migrations({"x to y": 900.0, **dict.fromkeys(PAIRS, 9.0)}, name="new")
    assert "x-to-y" not in slower(run)
