"""For how long guests did not answer: in the terminal, as Allure's metrics, and compared with earlier runs."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from conformance.model.hosts import HostPair
from conformance.model.operation import Downtime, OperationKind
from conformance.report.allure.downtime import downtime_metrics, write_downtimes
from conformance.report.compare.compare import compare
from conformance.report.compare.told import comparison_lines, markdown
from conformance.report.downtimes import longest_downtimes
from conformance.report.run_file import RunFile
from conformance.report.terminal.downtimes import downtime_lines
from selftests.report.compare.runs import BEGAN, migrations

PAIRS = [f"{source} to {destination}" for source in "abcd" for destination in "abcd" if source != destination]


def run(downtimes: Mapping[str, Downtime | None], name: str = "run", day: int = 0) -> RunFile:
    """A run of live migrations with these downtimes, by `a to b`."""
    moved = migrations(dict.fromkeys(downtimes, 8.0), name=name, day=day)
    tests = []
    for test, downtime in zip(moved.tests, downtimes.values(), strict=True):
        (operation,) = test.operations
        known = operation.model_copy(update={"downtime": downtime, "request_id": f"req-{test.id}"})
        tests.append(test.model_copy(update={"operations": (known,)}))
    return moved.model_copy(update={"tests": tuple(tests)})


def night(number: int, **longer: float) -> RunFile:
    """A night with downtimes of about a second, and more of some pairs."""
    chance = Random(number)
    seconds = {pair: chance.lognormvariate(0, 0.2) + longer.get(pair.replace(" ", "_"), 0.0) for pair in PAIRS}
    return run({pair: Downtime(seconds=one, resolution=0.05) for pair, one in seconds.items()}, f"night-{number}", number)


HISTORY = [night(number) for number in range(6)]


def test_the_longest_of_a_kind_is_told_with_its_pair_and_what_was_not_measured_with_the_reason() -> None:
    tests = run(
        {
            "a to b": Downtime(seconds=0.3, resolution=0.05),
            "b to a": Downtime(seconds=7.25, resolution=0.05, over=False, guest_gap=0.22, guest_stopped=0.4),
            "a to c": Downtime(why_not="the guest has no address"),
            "b to c": None,
        }
    ).tests
    assert list(downtime_lines(tests)) == [
        "longest downtime, live migration b to a: no answer for at least 7.25 s (to 0.05 s); by the guest's own clock at most 0.22 s "
        "between two beats; its clock about 0.4 s behind; it ran meanwhile and was not reached (the longest of 2)",
        "downtime not measured, 1 x: the guest has no address",
    ]
    (longest,) = longest_downtimes(tests)
    assert (longest.kind, longest.pair) == (OperationKind.LIVE_MIGRATION, HostPair(source="b", destination="a"))


@pytest.mark.parametrize(
    ("seconds", "stopped", "ran"), [(10.2, 2.4, True), (8.6, 8.2, False), (2.6, 2.3, None), (0.05, 0.0, None), (9.0, None, None)]
)
def test_whether_the_guest_ran_meanwhile_is_said_only_where_its_clock_tells(
    seconds: float, stopped: float | None, ran: bool | None
) -> None:
    downtime = Downtime(seconds=seconds, resolution=0.05, guest_stopped=stopped)
    assert downtime.ran_meanwhile is ran
    assert ("it ran" in downtime.in_words, "it stood still" in downtime.in_words) == (ran is True, ran is False)


def test_each_pair_is_a_metric_of_its_own_and_what_was_not_measured_is_none(tmp_path: Path) -> None:
    tests = run({"a to b": Downtime(seconds=0.3), "b to a": Downtime(why_not="no"), "a to c": None}).tests
    began = int(BEGAN.timestamp() * 1000)
    assert list(downtime_metrics(tests)) == [
        {
            "id": "downtime-req-a to b",
            "key": "downtime.live-migration.a-to-b",
            "value": 0.3,
            "start": began,
            "stop": began + 8000,
            "title": "downtime of live migration a-to-b",
            "unit": "s",
            "better": "lower",
        }
    ]
    write_downtimes(tests, tmp_path / "allure-results")
    (written,) = (tmp_path / "allure-results").glob("*-perf.json")
    assert json.loads(written.read_text()) == list(downtime_metrics(tests))


def test_without_a_measurement_no_file_of_metrics_is_written(tmp_path: Path) -> None:
    write_downtimes(run({"a to b": None}).tests, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_pair_whose_downtime_is_longer_than_noise_explains_is_told_alone() -> None:
    found = compare(HISTORY[0], night(9, c_to_a=6.0), HISTORY[1:])
    assert [str(slow.pair) for slow in found.downtime.longer] == ["c-to-a"]
    lines = list(comparison_lines(found))
    assert any(line.startswith("longest downtime, live migration c to a: ") and "; baseline: live migration " in line for line in lines)
    assert any(line.startswith("longer downtime: live migration c to a: ") for line in lines)
    assert not any(line.startswith("slower: ") for line in lines)
    assert "### Longer downtime" in markdown(found)
    assert "### Longest downtime" in markdown(found)


def test_healthy_nights_have_no_longer_downtimes() -> None:
    assert [compare(HISTORY[0], night(number), HISTORY[1:]).downtime.longer for number in range(50, 90)] == [()] * 40


def test_what_hardly_anybody_notices_is_not_told() -> None:
    short = [run({pair: Downtime(seconds=0.05) for pair in PAIRS}, f"night-{number}", number) for number in range(6)]
    tonight = run({pair: Downtime(seconds=0.45 if pair == "a to b" else 0.05) for pair in PAIRS}, "tonight", 9)
    assert compare(short[0], tonight, short[1:]).downtime.longer == ()


def test_runs_that_did_not_measure_it_are_compared_without_it() -> None:
    found = compare(migrations({"a to b": 8}, name="old"), migrations({"a to b": 8}, name="new"))
    assert not any("downtime" in line for line in comparison_lines(found))
