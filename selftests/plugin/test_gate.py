"""Allure's quality gate tells of a run what its exit code tells."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selftests.needs import need_report_generator
from selftests.plugin.conftest import MakeSuiteRun
from selftests.report.allure.made import gate

PAIRS = ("-m", "live_migration")


def test_failures_count_but_for_those_that_are_known(suite_run: MakeSuiteRun) -> None:
    need_report_generator()
    run = suite_run("a", "b")
    run.cloud.faults["live-into-b"] = "yes"
    assert run(*PAIRS).ret == pytest.ExitCode.TESTS_FAILED
    code, said = gate(run.results)
    assert code == 1
    assert "1 tests failed or could not be completed" in said
    assert "results of" not in said
    expires = str((datetime.now(UTC) + timedelta(days=9)).date())
    (run.directory / "known.yaml").write_text(
        json.dumps([{"cause": "hypervisor-down", "reason": "it is repaired", "owner": "ops", "expires": expires}])
    )
    assert run(*PAIRS, f"--known-issues={run.directory / 'known.yaml'}").ret == pytest.ExitCode.OK
    assert gate(run.results) == (0, "")


def test_tests_that_were_not_begun_are_missed_until_they_are_done(suite_run: MakeSuiteRun) -> None:
    need_report_generator()
    run = suite_run("a", "b", "c")
    migrate = run.cloud._live

    def last(server: Any, argument: Any) -> None:
        (run.results / "stopping").touch()
        migrate(server, argument)

    run.cloud._live = last  # type: ignore[method-assign]
    assert run(*PAIRS).ret == pytest.ExitCode.INTERRUPTED
    code, said = gate(run.results)
    assert code == 1
    assert "there are results of 1 tests, and 6 were selected" in said
    assert "exit code 2, not 0" in said
    run.cloud._live = migrate  # type: ignore[method-assign]
    assert run("--resume", run.results.name, *PAIRS).ret == pytest.ExitCode.OK
    assert gate(run.results) == (0, "")
