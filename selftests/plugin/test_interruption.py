"""Ctrl-C in the middle of an operation."""

import os
import signal
import subprocess
import sys
import time

import pytest

from selftests.plugin.conftest import MakeSuiteRun


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_after_ctrl_c_nothing_stays_in_the_cloud(suite_run: MakeSuiteRun, pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    run.cloud.faults["live-hangs"] = "yes"
    process = pytester.popen(
        [sys.executable, "-m", "pytest", *run.arguments(*workers, "-m", "live_migration")], stdin=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 90
    while not any(server.task == "migrating" for server in list(run.cloud.servers.values())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert run.cloud.servers
    os.killpg(process.pid, signal.SIGINT)
    run.cloud.faults.clear()
    output, _ = process.communicate(timeout=60)
    assert process.returncode == pytest.ExitCode.INTERRUPTED, output
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
