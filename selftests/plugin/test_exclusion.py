"""Lists of hosts, production clouds, and runs that end early."""

import json
import signal
import time
from collections.abc import Callable

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun
from selftests.stand_ins.fake_cloud import Host


def _set(run: SuiteRun, **changes: object) -> None:
    path = run.cloud.directory / "fake.yaml"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _touched(run: SuiteRun) -> set[str]:
    hosts = {body["server"]["host"] for path, body in run.cloud.bodies if path.endswith("/servers") and body}
    return hosts | {record.destination for record in run.cloud.migrations}


def test_denied_hosts_are_left_alone(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    result = run("--deny", "c", "-m", "boot or live_migration or resize")
    result.assert_outcomes(passed=4, skipped=2)
    assert _touched(run) == {"a", "b"}
    result.stdout.fnmatch_lines(["*excluded by --allow, --deny or the profile: c"])
    result.stdout.fnmatch_lines(["*destination-not-ours: *c is excluded"])


def test_a_disabled_host_that_is_denied_takes_no_resize_anyway(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", Host("c", enabled=False))
    run("--deny", "c", "-m", "resize").assert_outcomes(passed=2)


def test_only_allowed_hosts_take_part_and_a_profiles_list_counts_too(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c", "d")
    _set(run, deny={"hosts": ["d"]})
    run("--allow", "host=[bcd]", "-m", "live_migration").assert_outcomes(passed=2)
    assert _touched(run) == {"b", "c"}


@pytest.mark.parametrize("option", ["--allow", "--deny"])
def test_a_list_that_fits_nothing_is_refused_as_it_protects_nothing(suite_run: MakeSuiteRun, option: str) -> None:
    run = suite_run("a", "b")
    result = run(option, "zone=az9")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"ERROR: {option[2:]} zone=az9: fits no compute host. *"])
    assert run.cloud.servers == {}


def test_a_kind_of_place_that_there_is_none_of_is_refused(suite_run: MakeSuiteRun) -> None:
    result = suite_run("a", "b")("--deny", "rack=1")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --deny rack=1: give the name of a host, or one of host=NAME, zone=NAME, aggregate=NAME"])


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_a_production_cloud_is_refused_what_it_does_not_allow(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    _set(run, production={"allow": ["boot", "live_migration"]})
    result = run(*workers)
    assert result.ret == 4
    allowed = "ERROR: profile * is marked production and allows boot, live_migration"
    line = f"{allowed}: this run would also do cold_migration, hard_reboot, resize. *"
    result.stderr.fnmatch_lines([line])
    assert not [path for path, body in run.cloud.bodies if body and "auth" not in path]


def test_a_production_cloud_is_done_what_it_allows(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    _set(run, production={"allow": ["boot", "live_migration"]})
    run("-m", "boot or live_migration").assert_outcomes(passed=4)


def test_a_profile_that_extends_a_production_one_is_production(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    _set(run, production={"allow": []})
    (run.cloud.directory / "site.yaml").write_text(f"extends: {run.cloud.directory / 'fake.yaml'}\n")
    result = run("-m", "boot", profile="site.yaml")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: profile *site.yaml is marked production and allows invariants only (--no-disruption): *"])


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_when_its_time_is_over_a_run_finishes_what_is_in_flight_and_cleans(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    result = run(*workers, "--max-minutes", "0.0001")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes()
    result.stdout.fnmatch_lines(["conformance: ended early: the time that --max-minutes gives is over. *--resume *"])


_TIME_IS_OVER_AFTER_THE_LAST_TEST = """
from conformance.plugin.running import ending_of

@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    result = yield
    ending_of(session.config)._stopping._until = 0.0
    return result
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_a_run_that_has_done_all_did_not_end_early_whenever_its_time_is_over(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    run.add_to_conftest(_TIME_IS_OVER_AFTER_THE_LAST_TEST)
    result = run(*workers, "-m", "boot", "--max-minutes", "100")
    assert result.ret == 0
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*ended early*")


_AS_EXECNET_ENDS_A_SLOW_WORKER = """
import os
import signal

def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        os.kill(os.getpid(), signal.SIGINT)
"""


def test_a_worker_that_takes_long_to_end_is_not_taken_for_ctrl_c(suite_run: MakeSuiteRun) -> None:
    """On a busy machine, execnet interrupts a worker that has not ended 5 s after its last test."""
    run = suite_run("a", "b")
    run.add_to_conftest(_AS_EXECNET_ENDS_A_SLOW_WORKER)
    result = run("-n2", "-m", "boot")
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*ended early*")


def test_a_time_that_is_none_is_refused(suite_run: MakeSuiteRun) -> None:
    assert suite_run("a", "b")("--max-minutes", "0").ret == 4


def _until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert what()


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
@pytest.mark.parametrize("to_all", [True, False], ids=["terminal", "kill"])
def test_after_ctrl_c_what_is_in_flight_is_finished_and_nothing_else_begins(
    suite_run: MakeSuiteRun, workers: tuple[str, ...], to_all: bool
) -> None:
    run = suite_run("a", "b")
    run.allow(live_migration=100)
    # else the worker that is later waits to boot where the other's instance already arrives
    _set(run, limits={"migrations_in": 2})
    run.cloud.faults["live-holds"] = "yes"
    started = run.start(*workers, "-m", "live_migration or cold_migration")
    moving = len(workers) + 1
    _until(lambda: sum(server.task == "migrating" for server in list(run.cloud.servers.values())) >= moving)
    started.signal(signal.SIGINT, to_workers=to_all)
    _until(lambda: (run.results / "stopping").exists())
    run.cloud.faults.clear()
    status, output = started.end()
    assert status == pytest.ExitCode.INTERRUPTED, output
    assert f"{moving} passed" in output, output
    assert "finishing the running tests" in output
    assert (run.cloud.servers, run.cloud.groups) == ({}, {})


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_ctrl_c_twice_stops_at_once_and_says_how_to_clean(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    run.allow(live_migration=100)
    run.cloud.faults["live-holds"] = "yes"
    started = run.start(*workers, "-m", "live_migration or cold_migration")
    _until(lambda: any(server.task == "migrating" for server in list(run.cloud.servers.values())))
    started.signal(signal.SIGINT, to_workers=True)
    _until(lambda: (run.results / "stopping").exists())
    time.sleep(0.5)
    started.signal(signal.SIGINT, to_workers=True)
    began = time.monotonic()
    status, output = started.end()
    assert time.monotonic() - began < 30
    assert status == pytest.ExitCode.INTERRUPTED, output
    assert "nothing was removed. Remove what is left with: conformance clean --run " in output
    assert run.cloud.servers
