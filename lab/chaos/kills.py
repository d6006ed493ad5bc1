"""Kill runs at random moments, and see that `conformance clean` leaves nothing."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.chaos.cloud import in_flight, inventory
from lab.suite.runner import SuiteRunner, last_run

_LEDGER = "ledger.jsonl"

_STARTS = 180.0
"""Seconds in which a run has asked for something."""


@dataclass(frozen=True)
class Kill:
    """One run that was killed.

    after: seconds after the run first asked for anything; whom: all its processes, or its controller alone. seen: what its servers were
    doing. cleaned: seconds that `conformance clean` took; left: what was there afterwards and not before.
    """

    after: float
    whom: str
    seen: tuple[str, ...]
    cleaned: float
    status: int
    left: tuple[str, ...]
    said: str

    @property
    def well(self) -> bool:
        """Whether nothing was left, and `conformance clean` said so."""
        return self.status == 0 and not self.left


def kill_often(runner: SuiteRunner, times: int, seed: int, span: float, told: Callable[[Kill], None], words: Sequence[str]) -> list[Kill]:
    """Kill that many runs, one after the other.

    :param span: seconds after it first asked for anything within which a run is killed
    :param words: an operator's words for pytest: which tests, which options
    """
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    kills = []
    for _ in range(times):
        before = inventory(runner.layout)
        kill = _kill_once(runner, dice.uniform(0, span), dice.choice(("all", "controller")), before, words)
        kills.append(kill)
        told(kill)
    return kills


def _kill_once(runner: SuiteRunner, after: float, whom: str, before: frozenset[str], words: Sequence[str]) -> Kill:
    last = last_run(runner.reports)
    process = runner.start("-q", *words, own_session=True)
    _wait_for_ledger(runner, process, last)
    if not _wait(process, after):
        if whom == "all":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
    seen = tuple(in_flight())
    began = time.monotonic()
    status, said = runner.clean()
    cleaned = time.monotonic() - began
    return Kill(after, whom, seen, cleaned, status, tuple(sorted(inventory(runner.layout) - before)), said)


def _wait_for_ledger(runner: SuiteRunner, process: subprocess.Popen[bytes], before: Path | None) -> None:
    """Until the run that was just started, after the one before, has something to clean up after, or has ended."""
    deadline = time.monotonic() + _STARTS
    while time.monotonic() < deadline and process.poll() is None:
        run = last_run(runner.reports)
        if run is not None and run != before and (run / _LEDGER).exists():
            return
        time.sleep(0.05)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
