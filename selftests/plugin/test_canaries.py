"""Canaries are started and checked by runs that end before and after them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.run_dir.ledger import FILE as LEDGER
from conformance.run_dir.ledger import Ledger
from conformance.upgrade.canary_set import CanarySet, begin
from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

START, LIVES = "suites/canaries/test_start.py", "suites/canaries/test_lives.py"


@pytest.fixture
def canaries(tmp_path: Path) -> CanarySet:
    directory = tmp_path / "20261130T120000Z-beef"
    directory.mkdir()
    return begin(directory)


@pytest.fixture
def run(suite_run: MakeSuiteRun) -> SuiteRun:
    run = suite_run("a", "b")
    run.with_real_suites()
    return run


def test_they_outlive_the_run_that_starts_them_until_they_are_cleaned_by_name(run: SuiteRun, canaries: CanarySet) -> None:
    option = f"--canaries={canaries.directory}"
    assert run(option, tests=START).ret == 0
    assert {canary.host for canary in canaries.known().values()} == {"a", "b"} == {server.host for server in run.cloud.servers.values()}
    assert Ledger(run.results / LEDGER).ever() == []
    again = run(option, tests=START)
    assert (again.ret, len(run.cloud.servers)) == (0, 2)
    assert run(option, tests=LIVES).ret == 0
    cleaned = CliRunner().invoke(main, ["clean", "--run", str(canaries.directory)])
    assert (cleaned.exit_code, run.cloud.servers) == (0, {}), cleaned.output


def test_one_that_was_restarted_fails_and_it_is_said_what_nova_was_asked_for(run: SuiteRun, canaries: CanarySet) -> None:
    option = f"--canaries={canaries.directory}"
    run(option, tests=START)
    canary = canaries.known()["b"].instance.id
    run.cloud.act(canary, {"reboot": {"type": "HARD"}})
    checked = run(option, tests=LIVES)
    checked.assert_outcomes(passed=1, failed=1)
    checked.stdout.fnmatch_lines(["*it was started anew, as boot *. Nova was asked for: reboot*"])


def test_a_resize_that_was_begun_is_reverted_once(run: SuiteRun, canaries: CanarySet) -> None:
    option = f"--canaries={canaries.directory}"
    assert run(option, tests="suites/canaries/test_resize_begins.py").ret == 0
    assert {server.status for server in run.cloud.servers.values()} == {"VERIFY_RESIZE"}
    for outcomes in ({"passed": 2}, {"skipped": 2}):
        run(option, tests="suites/canaries/test_resize_reverts.py").assert_outcomes(**outcomes)
        assert sorted((server.host, server.status) for server in run.cloud.servers.values()) == [("a", "ACTIVE"), ("b", "ACTIVE")]


def test_other_runs_leave_them_out(run: SuiteRun) -> None:
    found = run("--collect-only", "-q", tests="suites")
    assert "test_boot" in found.stdout.str()
    assert "canar" not in found.stdout.str()
