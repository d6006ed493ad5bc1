"""A run that goes on where another stopped, and the line that says where a run is."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conformance.run_dir.alive import CONTROLLER, hold_alive
from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

PAIRS = ("-m", "live_migration")


def _record(run: SuiteRun) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run.results / "run.json").read_text())
    return content


def _resume(run: SuiteRun, pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """With nothing but the run to go on with."""
    return pytester.runpytest_inprocess("suites/instances", "-p", "no:cacheprovider", *arguments)


def _interrupt_after(run: SuiteRun, tests: int) -> None:
    """End the run in order after so many tests."""
    migrate, done = run.cloud._live, iter(range(100))

    def counted(server: Any, argument: Any) -> None:
        if next(done) == tests - 1:
            (run.results / "stopping").touch()
        migrate(server, argument)

    run.cloud._live = counted  # type: ignore[method-assign]


def test_only_what_was_not_come_to_is_run_and_all_is_in_the_results(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("a", "b", "c")
    _interrupt_after(run, 2)
    first = run(*PAIRS)
    first.assert_outcomes(passed=2)
    assert first.ret == pytest.ExitCode.INTERRUPTED
    stopped = run.results
    assert run(*PAIRS, "-k", "a-to-b or a-to-c").ret == 0
    baseline = run.results.name
    second = _resume(run, pytester, "--resume", stopped.name, "--baseline", baseline, *PAIRS)
    second.assert_outcomes(passed=4)
    assert second.ret == 0
    second.stdout.fnmatch_lines([f"no regression against {baseline}: 4 new, 2 pass as before"])
    record = _record(run)
    assert record["resumed"] == stopped.name
    assert len({test["id"] for test in record["tests"]}) == len(record["tests"]) == 6
    assert all(test["operations"] for test in record["tests"])
    assert len(list((run.results / "allure-results").glob("*-result.json"))) == 6
    third = _resume(run, pytester, "--resume", run.results.name, *PAIRS)
    assert third.ret == 0
    assert len(_record(run)["tests"]) == 6


def test_a_failure_that_was_found_stays_one_and_what_was_broken_is_tried_again(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("a", "b", "c")
    run.cloud.faults["live-into-c"] = "yes"
    first = run(*PAIRS)
    first.assert_outcomes(passed=4, failed=2)
    assert _resume(run, pytester, "--resume", run.results.name, *PAIRS).ret == pytest.ExitCode.TESTS_FAILED
    outcomes = [test["outcome"] for test in _record(run)["tests"]]
    assert sorted(outcomes) == ["failed"] * 2 + ["passed"] * 4
    bundles = [test["bundle"] for test in _record(run)["tests"] if test["bundle"]]
    assert bundles
    assert all((run.results / bundle).exists() for bundle in bundles)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--resume", "nonesuch"), "there is no run 'nonesuch'"),
        (("--resume", "RUN", "--os-cloud", "other"), "that run was on cloud fake, not on other"),
    ],
)
def test_what_cannot_be_gone_on_with_is_refused(
    suite_run: MakeSuiteRun, pytester: pytest.Pytester, given: tuple[str, ...], said: str
) -> None:
    run = suite_run("a")
    run("-m", "boot")
    result = _resume(run, pytester, *(run.results.name if one == "RUN" else one for one in given))
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"ERROR: *{said}*"])


def test_a_run_that_goes_on_is_not_gone_on_with(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("a")
    run("-m", "boot")
    lock = hold_alive(run.results, CONTROLLER)
    result = _resume(run, pytester, "--resume", run.results.name)
    lock.release()
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: *that run is still running (main): stop it first"])


def test_a_host_without_room_is_skipped_and_said(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    run.cloud.inventories["c"] = {"MEMORY_MB": {"total": 100}}
    result = run("-m", "boot or live_migration")
    result.assert_outcomes(passed=4, skipped=5)
    result.stdout.fnmatch_lines(["  too full: c: 100 MiB of memory are free, and a run wants 192"])
    result.stdout.fnmatch_lines(["*no-headroom: c: 100 MiB of memory are free*"])


def test_in_a_pipeline_plain_lines_say_where_the_run_is(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.plugin.progress._PLAIN_EVERY", 0.0)
    result = suite_run("a", "b")(*PAIRS)
    result.stdout.re_match_lines(
        [r"conformance: 1 of 2 tests, 1 of 2 pairs done, 1 to go, 0 running, about \d+ s to go"], consecutive=False
    )
    result.stdout.re_match_lines([r"conformance: 1 of 2 tests, 1 of 2 pairs done, 1 to go, round 1 of \d, 1 running.*"])


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_on_a_terminal_one_line_is_kept_up_to_date(suite_run: MakeSuiteRun, forked_python: Path, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    run.cloud.faults["live-into-b"] = "yes"
    ours, theirs = pty.openpty()
    command = [str(forked_python), "-m", "pytest", *run.arguments(*workers, *PAIRS)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"}, cwd=Path.cwd())
    os.close(theirs)
    output = b""
    try:
        while part := os.read(ours, 65536):
            output += part
    except OSError:
        # a terminal whose other end is closed
        pass
    process.wait(60)
    text = output.decode()
    assert re.search(r"\r[^\n]*2 of 2 tests, 2 of 2 pairs done, 0 to go, 0 running, 1 failed", text), text
    assert re.search(r"conformance: FAILED suites/instances/test_live_migration.py::test_live_migration\[a-to-b\]", text)
    assert "1 failed, 1 passed" in text


def test_what_the_run_that_is_gone_on_with_has_left_is_removed_first(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("a")
    run.allow(delete=1)
    run.cloud.faults["delete"] = "yes"
    assert run("-m", "boot").ret == 6
    stopped = run.results.name
    result = _resume(run, pytester, "--resume", stopped, "-m", "hard_reboot")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"ERROR: --resume {stopped}: server conformance-* of it cannot be removed: *"])
    run.cloud.faults.clear()
    result = _resume(run, pytester, "--resume", stopped, "-m", "hard_reboot")
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"conformance: {stopped}: removing 1 server and 1 security group of this run"])
    assert run.cloud.servers == {}
