"""Runs that were done in shards, compared as the runs that they are together."""

from pathlib import Path

import pytest

from conformance.model.errors import UsageProblem
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Became, Comparison
from conformance.report.compare.files import compared, run_of
from conformance.report.compare.shards import merged, together
from conformance.report.run_file import RunFile, RunShard, TestOutcome, TestRecord, write_run_file
from selftests.report.compare.runs import failed, migrations, record, run


def shard(number: int, *tests: TestRecord, night: str = "tonight", of: int = 2, plan: str = "p", cloud: str = "lab") -> RunFile:
    return run(*tests, name=f"{night}-{number}", shard=RunShard(numbers=(number,), of=of, plan=plan), cloud=cloud)


BEFORE = [shard(number, record(f"t{number}"), night="before") for number in (1, 2)]
AFTER = [shard(1, record("t1")), shard(2, failed("t2", "disk-full", "a"))]
GOOD = [shard(1, record("t1")), shard(2, record("t2"))]
WHOLE = run(record("t1"), record("t2"), name="whole")


def told(before: list[RunFile], after: list[RunFile]) -> Comparison:
    return compare(merged(before), merged(after))


@pytest.mark.parametrize("before", [BEFORE, [WHOLE]], ids=["shards", "whole"])
def test_shards_are_compared_with_shards_and_with_a_whole(before: list[RunFile]) -> None:
    found = told(before, list(reversed(AFTER)))
    assert [(test.id, test.became) for test in found.tests] == [("t2", Became.REGRESSED)]
    assert (found.passed, found.incomplete, found.run.run) == (1, None, "tonight-1,tonight-2")


def test_a_whole_is_compared_with_shards() -> None:
    found = told(AFTER, [WHOLE])
    assert ([test.became for test in found.tests], found.passed, found.incomplete) == ([Became.FIXED], 1, None)


@pytest.mark.parametrize(
    ("before", "after", "gap"),
    [
        ([WHOLE], GOOD[:1], "of this run, shard 2/2 is not there"),
        (BEFORE[1:], GOOD, "of the baseline, shard 1/2 is not there"),
        (BEFORE[:1], [WHOLE], "of the baseline, shard 2/2 is not there"),
    ],
)
def test_a_shard_that_is_missing_is_said(before: list[RunFile], after: list[RunFile], gap: str) -> None:
    found = told(before, after)
    assert (found.incomplete, found.passed, found.is_regression) == (gap, 1, False)
    assert Became.MISSING not in {test.became for test in found.tests}


def test_the_same_shard_of_plans_that_are_alike_is_compared_as_it_is() -> None:
    assert told(BEFORE[:1], GOOD[:1]).incomplete is None


@pytest.mark.parametrize(
    ("runs", "says"),
    [
        ([GOOD[0], GOOD[0].model_copy(update={"run": "again"})], "runs tonight-1 and again are both shard 1/2"),
        ([GOOD[0], shard(2, plan="q")], "no shards of one plan: tonight-1 is 1/2 of plan p of cloud lab, tonight-2 is 2/2 of plan q"),
        ([GOOD[0], shard(3, of=3)], "no shards of one plan"),
        ([GOOD[0], shard(2, cloud="prod")], "no shards of one plan"),
        ([GOOD[0], WHOLE], "run whole is no shard"),
    ],
)
def test_runs_that_do_not_belong_together_are_refused(runs: list[RunFile], says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        merged(runs)


def test_of_a_test_that_two_shards_had_a_failure_counts() -> None:
    one = merged([shard(1, record("t"), record("u", TestOutcome.SKIPPED)), shard(2, failed("t"), record("u"))])
    assert {test.id: test.outcome for test in one.tests} == {"t": TestOutcome.FAILED, "u": TestOutcome.PASSED}


@pytest.mark.parametrize("name", ["tonight-1,tonight-2", "nights/tonight", "nights/tonight/tonight-1,nights/tonight/tonight-2/run.json"])
def test_shards_are_given_with_commas_or_as_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    for one in GOOD:
        for place in (Path("reports") / one.run, Path("nights/tonight") / one.run):
            place.mkdir(parents=True)
            write_run_file(one, place)
    Path("nights/tonight/latest").symlink_to("tonight-2")
    assert [test.id for test in run_of(name, Path("reports")).tests] == ["t1", "t2"]


def test_for_the_noise_of_durations_the_shards_of_a_night_are_one_run(tmp_path: Path) -> None:
    nights = []
    for day in range(6):
        for number, pair in ((1, "a to b"), (2, "b to a")):
            made = migrations({pair: 10.0}, name=f"{day}-{number}", day=day, shard=RunShard(numbers=(number,), of=2, plan="p"))
            (tmp_path / made.run).mkdir()
            write_run_file(made, tmp_path / made.run)
            nights.append(made)
    assert [one.run for one in together(reversed(nights))] == [f"{day}-1,{day}-2" for day in range(5, -1, -1)]
    tonight = migrations({"a to b": 10.0, "b to a": 40.0}, name="tonight", day=9)
    speed = compared(merged(nights[-2:]), tonight, tmp_path).speed
    assert len(speed.runs) == 6
    assert "b-to-a" in [str(slow.pair) for slow in speed.slower]
