"""One run of the suite as its users run it: a process of pytest, and the files that it leaves."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab.access.operator import changed_profile, suite_command, with_access
from lab.errors import LabError
from lab.layout import Layout

LIMIT = 420.0
"""Seconds that one run may take."""

_TIME = re.compile(r"(20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?)")


@dataclass(frozen=True)
class Outcome:
    """What a run left: its id and directory, and the one test's record in run.json."""

    run: str
    directory: Path
    test: dict[str, Any]

    @property
    def bundle(self) -> Path | None:
        """The evidence."""
        return self.directory / self.test["bundle"] if self.test.get("bundle") else None

    def seconds_to_verdict(self) -> float | None:
        """Seconds from the first moment that the deciding lines name, or else from the end of the operation, to the verdict."""
        if self.bundle is None or not self.test["operations"]:
            return None
        operation = self.test["operations"][-1]
        began = datetime.fromisoformat(operation["started"]).timestamp()
        ended = began + operation["seconds"]
        said = [at for quote in self.test["verdict"]["quotes"] for at in _times(quote["line"]) if began <= at <= ended]
        return round(float(self.bundle.stat().st_mtime - min([*said, ended])), 1)


def _times(line: str) -> Iterator[float]:
    for text in _TIME.findall(line):
        yield datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def run_suite(
    layout: Layout,
    test: str,
    directory: Path,
    profile: dict[str, Any],
    midway: Callable[[], None] | None = None,
    before: Sequence[str] = (),
) -> Outcome:
    """Run one test of the suites.

    :param midway: what is done, while the suite stands still, once the first server of the run is there
    :param before: tests that are run first
    :raises LabError: the run did not get to a record of the test
    """
    directory.mkdir(parents=True, exist_ok=True)
    changed = changed_profile(directory / "profile.yaml", profile)
    command = suite_command(layout, *before, test, "--color=no", reports=directory, profile=changed)
    with (directory / "pytest.log").open("w") as log, _process(command, with_access(layout), log) as process:
        if midway is not None:
            _at_first_server(process, directory, midway)
        process.wait(timeout=LIMIT)
    return _outcome(directory, test)


@contextmanager
def _process(command: list[str], environment: dict[str, str], log: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        yield process
    except subprocess.TimeoutExpired as error:
        raise LabError(f"the suite did not end within {LIMIT:.0f} s (log: {log.name})") from error
    finally:
        if process.poll() is None:
            # it removes what it made
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _at_first_server(process: subprocess.Popen[bytes], directory: Path, midway: Callable[[], None]) -> None:
    deadline = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        if any(
            '"boot"' in line and '"done"' in line
            for journal in directory.glob("*/journal.jsonl")
            for line in journal.read_text().splitlines()
        ):
            process.send_signal(signal.SIGSTOP)
            try:
                midway()
            finally:
                process.send_signal(signal.SIGCONT)
            return
        time.sleep(0.05)


def _outcome(directory: Path, test: str) -> Outcome:
    files = [path for path in directory.glob("*/run.json") if not path.parent.is_symlink()]
    if not files:
        last = [line for line in (directory / "pytest.log").read_text().splitlines() if line.strip()][-1:]
        raise LabError(f"the suite left no run.json: {''.join(last)} (log: {directory / 'pytest.log'})")
    run = json.loads(files[0].read_text())
    for record in run["tests"]:
        if record["id"] == test:
            return Outcome(run["run"], files[0].parent, record)
    raise LabError(f"the run {run['run']} did not run {test} (log: {directory / 'pytest.log'})")
