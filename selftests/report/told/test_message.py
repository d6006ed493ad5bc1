"""One message of a run: the first line says it all, and a run that nobody has to look at is green."""

from conformance.report.compare.compare import compare
from conformance.report.run_file import TestOutcome
from conformance.report.told.message import MOST_CAUSES, message
from selftests.report.compare.runs import failed, record, run


def test_a_run_that_passed_is_green() -> None:
    said = message(run(record("1"), record("2"), name="run-a"), 0, None, None)
    assert said.green
    assert said.lines == ("✓ lab: All 2 tests passed on 3 hosts", "run run-a, 3 hosts, 0 min, exit code 0")


def test_causes_follow_with_their_hosts_the_most_frequent_first() -> None:
    tests = [failed(f"{cause}-{number}", cause, "b") for number in range(3) for cause in ("mac-denied", "disk-full")]
    said = message(run(*tests, failed("more", "mac-denied", "c")), 1, None, "https://ci.example/job/1")
    assert not said.green
    assert said.lines[0].startswith("✗ lab: 7 of 7 tests failed, with 2 causes, most of all mac-denied")
    assert said.lines[1].startswith("4 x mac-denied on b, c")
    assert said.lines[2].startswith("3 x disk-full on b")
    assert said.lines[-1] == "https://ci.example/job/1"
    assert said.content["causes"][0] == {"cause": "mac-denied", "count": 4, "hosts": ["b", "c"]}


def test_of_many_causes_the_first_are_named() -> None:
    said = message(run(*(failed(str(number), f"cause-{number:02}", "b") for number in range(9))), 1, None, None)
    assert sum(line.startswith("1 x ") for line in said.lines) == MOST_CAUSES
    assert "and 4 more causes" in said.lines


def test_a_regression_or_what_is_left_is_not_green_though_all_passed() -> None:
    passed = run(record("1"))
    left = message(passed, 6, None, None)
    assert (left.green, left.lines[0][0]) == (False, "!")
    assert any("conformance clean" in line for line in left.lines)
    before, now = run(record("1"), record("2")), run(record("1"), failed("2", "disk-full", "b"))
    assert any(line.startswith("compared: regression") for line in message(now, 1, compare(before, now), None).lines)


def test_nothing_tested_is_not_green() -> None:
    assert not message(run(record("1", TestOutcome.SKIPPED)), 5, None, None).green


def test_no_secret_and_no_control_character_is_in_it() -> None:
    said = message(run(failed("1", "password=hunter22\x1b[2J", "b")), 1, None, None)
    assert "hunter22" not in said.text + str(said.content)
    assert "\x1b" not in said.text
