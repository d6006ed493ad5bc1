"""A run that is compared with an earlier one when it has ended."""

import json

import pytest

from selftests.plugin.conftest import MakeSuiteRun

PAIRS = ("-m", "live_migration")


def test_what_regressed_since_the_baseline_is_said_and_kept(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    assert run(*PAIRS).ret == 0
    baseline = run.results.name
    run.cloud.faults["live-into-c"] = "yes"
    second = run(*PAIRS, "--baseline", baseline)
    assert second.ret == pytest.ExitCode.TESTS_FAILED
    second.stdout.fnmatch_lines([f"regression against {baseline}: 2 regressed, 4 pass as before", "regressed: live migration * to c: *"])
    content = json.loads((run.results / "comparison.json").read_text())
    assert [test["became"] for test in content["tests"]] == ["regressed"] * 2
    assert (run.results / "comparison.md").read_text().startswith("## Regression\n")


def test_a_run_that_is_as_before_says_so(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run(*PAIRS)
    run(*PAIRS, "--baseline", str(run.results / "run.json")).stdout.fnmatch_lines(["no regression against *: 2 pass as before"])


def test_a_baseline_that_is_none_is_refused_before_anything_is_done(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    refused = run(*PAIRS, "--baseline", "no-such-run")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*there is no run 'no-such-run'*"])


def test_a_baseline_of_another_cloud_is_refused(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run(*PAIRS)
    path = run.results / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"cloud": "other"}))
    refused = run(*PAIRS, "--baseline", str(path))
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*was on cloud other, not on *: they cannot be compared"])
