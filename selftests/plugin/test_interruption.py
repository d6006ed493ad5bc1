"""Ctrl-C, or SIGTERM, in the middle of an operation."""

import signal
import time

import pytest

from selftests.plugin.conftest import MakeSuiteRun


@pytest.mark.parametrize(
    ("workers", "sent"),
    [((), signal.SIGINT), (("-n2",), signal.SIGINT), (("-n2",), signal.SIGTERM)],
    ids=["one-process", "xdist", "xdist-terminated"],
)
def test_after_it_nothing_stays_in_the_cloud(suite_run: MakeSuiteRun, workers: tuple[str, ...], sent: signal.Signals) -> None:
    run = suite_run("a", "b")
    run.cloud.faults["live-hangs"] = "yes"
    started = run.start(*workers, "-m", "live_migration")
    deadline = time.monotonic() + 90
    while not any(server.task == "migrating" for server in list(run.cloud.servers.values())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert run.cloud.servers
    started.signal(sent, to_workers=True)
    run.cloud.faults.clear()
    status, output = started.end()
    assert status == pytest.ExitCode.INTERRUPTED, output
    assert run.cloud.servers == {}
    assert run.cloud.groups == {}


def test_what_cannot_be_removed_is_said_and_fails_the_run(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a")
    run.cloud.faults["delete"] = "yes"
    run.allow(delete=1)
    result = run("-m", "boot")
    assert result.ret == 6
    result.stdout.fnmatch_lines(
        ["conformance: left behind: server conformance-*", "conformance: remove it later with: conformance clean --run *"]
    )
