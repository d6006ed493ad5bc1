"""Whole runs of pytest, with and without workers, over a cloud whose one L2 agent is dead."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.report.run_file import TestOutcome, read_run_file
from selftests.needs import need_report_generator

Run = Callable[..., pytest.RunResult]

BOOT = "test_suite.py::test_boot[compute-02]"


def results(run_dir: Path) -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text()) for path in (run_dir / "allure-results").glob("*-result.json")]
    return {result["name"]: result for result in found}


def labels(result: dict[str, Any], name: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == name]


@pytest.mark.parametrize("workers", [[], ["-n2"]], ids=["alone", "with workers"])
def test_a_run_says_which_host_and_why(run_suite: Run, run_dir: Path, without_page: None, workers: list[str]) -> None:
    result = run_suite(*workers)
    result.assert_outcomes(passed=3, failed=3, skipped=1, errors=1)

    # the terminal: tables, a line for each failure, and where the report is
    result.stdout.fnmatch_lines(
        [
            "*3 failed, 3 passed*",
            "cold migration: from (rows) to (columns)",
            "*compute-02*!*",
            "live migration: from (rows) to (columns)",
            "*compute-01*✗*",
            "vif-plug-timeout on compute-02: 2 failures",
            f"*{BOOT.replace('[', '[[]')}: vif-plug-timeout (l2-agent-down) on compute-02 [[]destination[]]: status ERROR",
            "*: error: compute-02: SSH key refused. Give the suite a key that the host accepts",
            "no HTML report: Allure 3 is not installed; *",
            f"report: {run_dir / 'run.json'}",
        ]
    )

    # run.json
    tests = {test.id: test for test in read_run_file(run_dir / "run.json").tests}
    failed = tests[BOOT]
    assert len(tests) == 8
    assert failed.outcome is TestOutcome.FAILED
    assert failed.verdict is not None
    assert (failed.verdict.cause, failed.verdict.detail, failed.verdict.host) == ("vif-plug-timeout", "l2-agent-down", "compute-02")
    assert [operation.seconds for operation in failed.operations] == [1.5]
    assert failed.bundle is not None
    assert json.loads((run_dir / failed.bundle).read_text())["destination"] == "compute-02"
    assert tests["test_suite.py::test_cold_migration[compute-02-to-compute-01]"].outcome is TestOutcome.BROKEN
    assert tests["test_suite.py::test_cold_migration[compute-01-to-compute-02]"].reason == "host-disabled: compute-01 is disabled in Nova"

    # Allure: the verdict first, labels, and nothing that changes from run to run in what makes a test's history
    boot = results(run_dir)["test_boot[compute-02]"]
    assert boot["status"] == "failed"
    message = boot["statusDetails"]["message"].splitlines()
    assert message[0].startswith("vif-plug-timeout (l2-agent-down) on compute-02 [destination], confidence 0.")
    assert len(message) == 6
    assert labels(boot, "cause") == ["vif-plug-timeout"]
    assert labels(boot, "compute_host") == ["compute-02"]
    assert [labels(boot, name) for name in ("feature", "story", "destination", "nova")] == [["boot"], ["compute-02"], [], ["34.0.0"]]
    assert [attachment["name"] for attachment in boot["attachments"]] == [
        "from the symptom to the innermost error",
        "deciding lines",
        "remedy",
        "evidence bundle",
    ]
    assert len(labels(boot, "fingerprint")) == 1
    assert [parameter["name"] for parameter in boot["parameters"] if not parameter.get("excluded")] == ["compute_host"]
    migration = results(run_dir)["test_live_migration[compute-01-to-compute-02]"]
    assert (labels(migration, "source"), labels(migration, "destination")) == (["compute-01"], ["compute-02"])
    assert (labels(migration, "feature"), labels(migration, "story")) == (["live migration"], ["compute-02"])
    assert labels(migration, "nova") == ["33.0.2 to 34.0.0"]
    broken = results(run_dir)["test_cold_migration[compute-02-to-compute-01]"]
    assert (broken["status"], broken["statusDetails"]["message"][:28]) == ("broken", "compute-02: SSH key refused.")

    # no secret anywhere
    secret = b"hunter2"
    assert [path for path in run_dir.rglob("*") if path.is_file() and secret in path.read_bytes()] == []


def test_a_claim_about_a_host_has_no_verdict_but_says_what_where(run_suite: Run, run_dir: Path, without_page: None) -> None:
    run_suite("-k", "acceleration")
    (test,) = [test for test in read_run_file(run_dir / "run.json").tests if test.outcome is TestOutcome.FAILED]
    assert (test.verdict, test.expected, test.seen, test.where) == (
        None,
        "/dev/kvm usable, as virt_type is kvm",
        "no such file",
        "compute-01",
    )
    message = results(run_dir)["test_acceleration[compute-01]"]["statusDetails"]["message"]
    assert message == "expected: /dev/kvm usable, as virt_type is kvm\nseen: no such file\non: compute-01"


def test_history_ids_are_the_same_in_every_run(run_suite: Run, run_dir: Path, without_page: None) -> None:
    ids = []
    for _ in range(2):
        run_suite("-k", "test_boot", "--clean-alluredir")
        ids.append({name: result["historyId"] for name, result in results(run_dir).items()})
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 2


def test_a_verdict_that_cannot_be_kept_ends_no_run(run_suite: Run, run_dir: Path, without_page: None) -> None:
    (run_dir / "evidence").write_text("not a directory")
    run_suite("-k", "test_boot").assert_outcomes(passed=1, failed=1)
    message = results(run_dir)["test_boot[compute-02]"]["statusDetails"]["message"]
    assert message.startswith("no verdict: FileExistsError: ")


def test_the_page_is_made_where_allure_is_installed(run_suite: Run, run_dir: Path) -> None:
    need_report_generator()
    run_suite("-k", "test_boot").stdout.fnmatch_lines([f"report: {run_dir / 'report.html'}"])
    assert "Compute hosts of stand-in" in (run_dir / "report.html").read_text()
    assert (run_dir.parent / "history.jsonl").is_file()
