"""A run that is killed leaves servers; `conformance clean` leaves nothing."""

import json
import signal
import time
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.run_dir.alive import living
from lab.chaos.proxy import FaultPlan, in_front_of
from selftests.plugin.conftest import MakeSuiteRun


def _wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert what()


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_after_kill_9_in_the_middle_of_a_migration_clean_leaves_nothing(
    suite_run: MakeSuiteRun, pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    run = suite_run("a", "b")
    run.cloud.faults["live-hangs"] = "yes"
    started = run.start(*workers, "-m", "live_migration")
    _wait_for(lambda: any(server.task == "migrating" for server in list(run.cloud.servers.values())))
    started.signal(signal.SIGKILL)
    assert started.end()[0] == 128 + signal.SIGKILL
    run.cloud.faults.clear()
    assert json.loads((run.results / "target.json").read_text())["cloud"] == "fake"
    result = CliRunner().invoke(main, ["clean", "--reports", str(pytester.path / "reports")])
    assert result.exit_code == 0, result.output
    assert "nothing is left" in result.output
    assert (run.cloud.servers, run.cloud.groups) == ({}, {})
    assert living(run.results) == []


def test_a_leak_fails_a_run_that_passed(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)
    run = suite_run("a")
    (run.cloud.directory / "instances").rmdir()
    run.cloud.ports.append({"id": "port-1", "device_id": ""})
    create = run.cloud.create

    def leaking(body: dict[str, object]) -> dict[str, object]:
        made = create(body)
        run.cloud.ports.append({"id": "port-2", "device_id": made["server"]["id"]})
        return made

    run.cloud.create = leaking  # type: ignore[method-assign]
    result = run("-m", "boot")
    assert result.ret == 6
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "conformance: it could not be seen whether anything is left: directories on a: *",
            "conformance: left behind: port port-2 of server conformance-*",
            "conformance: remove it later with: conformance clean --run *",
        ]
    )


def test_an_api_that_stumbles_fails_no_test_and_is_told_of(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors, dropped connections and delays, of requests that were heard and that were not: as many as a cloud never has."""
    monkeypatch.setattr("conformance.cloud.retries._BACKOFF", 0.001)
    run = suite_run("a", "b")
    clouds = run.cloud.directory / "clouds.yaml"
    plan = FaultPlan(errors=0.06, resets=0.04, delays=0.02, seconds=0.05)
    with in_front_of({"all": run.cloud.url}, plan, seed=5) as (through, tally):
        clouds.write_text(clouds.read_text().replace(run.cloud.url, through["all"]))
        real, run.cloud.url = run.cloud.url, through["all"]
        result = run("-m", "live_migration or resize")
        run.cloud.url = real
    result.assert_outcomes(passed=4)
    assert result.ret == 0
    assert (run.cloud.servers, run.cloud.groups) == ({}, {})
    borne = json.loads((run.results / "run.json").read_text())["api"]
    assert sum(borne["retries"].values()) > 5
    assert sum(count for what, count in tally.done.items() if what != "delay") >= sum(borne["retries"].values())
    result.stdout.fnmatch_lines(["the cloud's APIs were asked again: *"])
