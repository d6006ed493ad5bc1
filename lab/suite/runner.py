"""The one runner of the suites: a process of pytest or of `conformance clean`, and the files that a run leaves."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab.access.operator import changed_profile, clean_command, suite_command, with_access
from lab.errors import LabError
from lab.layout import Layout

_TIME = re.compile(r"(20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?)")


@dataclass(frozen=True)
class RecordedTest:
    """One test's record in run.json, and the directory of its run."""

    run: str
    directory: Path
    test: Mapping[str, Any]

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


@dataclass(frozen=True)
class SuiteRun:
    """What a run left: pytest's exit code, the directory of its results, the content of its run.json."""

    status: int
    directory: Path
    content: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.content["run"])

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The records of its tests."""
        return list(self.content["tests"])

    def record(self, test: str) -> RecordedTest:
        """The record of the test of that node id. :raises LabError: the run did not run it"""
        for one in self.tests:
            if one["id"] == test:
                return RecordedTest(self.id, self.directory, one)
        raise LabError(f"the run {self.id} did not run {test} (results: {self.directory})")


@dataclass(frozen=True)
class SuiteRunner:
    """Runs the suites over the lab.

    reports: the directory for results and for pytest's output. profile: keys that differ from the lab's own profile.
    clouds_yaml: another one than the lab's own.
    """

    layout: Layout
    reports: Path
    profile: Mapping[str, Any] = field(default_factory=dict)
    clouds_yaml: Path | None = None

    @property
    def log(self) -> Path:
        """The output of pytest."""
        return self.reports / "pytest.log"

    def start(self, *words: str, own_session: bool = False) -> subprocess.Popen[bytes]:
        """Start a run.

        :param words: more of an operator's words for pytest: which tests, which options
        :param own_session: whether it gets a session of its own, so that all its processes can be killed together
        """
        self.reports.mkdir(parents=True, exist_ok=True)
        profile = changed_profile(self.layout, self.reports / "profile.yaml", self.profile) if self.profile else None
        with self.log.open("ab") as log:
            return subprocess.Popen(
                suite_command(self.layout, *words, "--color=no", reports=self.reports, profile=profile),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=with_access(self.layout, self.clouds_yaml),
                start_new_session=own_session,
            )

    def run(self, *words: str, midway: Callable[[], None] | None = None, limit: float | None = None) -> SuiteRun:
        """Run the suites to their end.

        :param words: more of an operator's words for pytest: which tests, which options
        :param midway: what is done, while the suite is stopped (SIGSTOP), once the first server of the run is there
        :param limit: seconds that the run may take
        :raises LabError: it took longer, or left no run.json; says where its output is
        """
        before = last_run(self.reports)
        with _interrupted_at_the_end(self.start(*words)) as process:
            try:
                if midway is not None:
                    _at_first_server(process, self.reports, before, midway, limit)
                status = process.wait(timeout=limit)
            except subprocess.TimeoutExpired as error:
                raise LabError(f"the suite did not end within {limit:.0f} s (log: {self.log})") from error
        return self._result(status, before)

    def clean(self, *words: str) -> tuple[int, str]:
        """Exit code and output of `conformance clean`, by default over all runs in reports."""
        done = subprocess.run(
            clean_command(self.layout, *(words or ("--reports", str(self.reports)))),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=with_access(self.layout, self.clouds_yaml),
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def _result(self, status: int, before: Path | None) -> SuiteRun:
        run = last_run(self.reports)
        if run is None or run == before or not (run / "run.json").exists():
            last = [line for line in self.log.read_text().splitlines() if line.strip()][-1:]
            raise LabError(f"the suite left no run.json: {''.join(last)} (exit code {status}, log: {self.log})")
        return SuiteRun(status, run, json.loads((run / "run.json").read_text()))


def last_run(reports: Path) -> Path | None:
    """The directory of the run that began last, if any did. Runs are named by the time at which they began."""
    runs = sorted(path for path in reports.glob("*/target.json") if not path.parent.is_symlink())
    return runs[-1].parent if runs else None


def _times(line: str) -> Iterator[float]:
    for text in _TIME.findall(line):
        yield datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@contextmanager
def _interrupted_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            # it removes what it made
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _at_first_server(
    process: subprocess.Popen[bytes], reports: Path, before: Path | None, midway: Callable[[], None], limit: float | None
) -> None:
    deadline = time.monotonic() + limit if limit else float("inf")
    while process.poll() is None and time.monotonic() < deadline:
        if _has_a_server(reports, before):
            process.send_signal(signal.SIGSTOP)
            try:
                midway()
            finally:
                process.send_signal(signal.SIGCONT)
            return
        time.sleep(0.05)


def _has_a_server(reports: Path, before: Path | None) -> bool:
    """Whether a run after the one before has booted a server."""
    runs = (path.parent for path in reports.glob("*/journal.jsonl") if not path.parent.is_symlink())
    journals = (run / "journal.jsonl" for run in runs if before is None or run > before)
    return any('"boot"' in line and '"done"' in line for journal in journals for line in journal.read_text().splitlines())
