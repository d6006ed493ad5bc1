"""Runs of a small suite with the plugin over a cloud that is a fake; of the real suites where a test asks for them."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from selftests.conftest import RunPytest
from selftests.forking import forked_by
from selftests.plugin.small_suite import write_suite
from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access

ROOT = Path(__file__).parents[2]

_CONFTEST = """
import pytest
from conformance.plugin import reporting
from conformance.cloud.wait import DEFAULT_PACE

pytest_plugins = ["conformance.plugin"]

def pytest_configure(config):
    patched = pytest.MonkeyPatch()
    config.add_cleanup(patched.undo)
    # of all waits, those of the removal at the end too
    for name, value in {"first": 0.001, "growth": 1.5, "longest": LONGEST}.items():
        patched.setitem(vars(DEFAULT_PACE), name, value)
    if not WITH_PAGE:
        patched.setattr(reporting, "allure_command", lambda: None)
    if not WITH_FIRST_PAGE:
        patched.setattr(reporting, "first_page", lambda run, run_dir: (None, None))
"""

_CHOICES = {
    # Allure's page takes longer than all the rest of a run over a fake
    "WITH_PAGE": False,
    # nor is there more than time in what it takes to draw
    "WITH_FIRST_PAGE": False,
    # seconds between two looks
    "LONGEST": 0.02,
}


class StartedRun:
    """A run that goes on beside the test, in a session of its own as from a terminal of its own."""

    def __init__(self, forked_python: Path, arguments: list[str]) -> None:
        self._executable = forked_python
        command = [str(forked_python), "-m", "pytest", *arguments]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )

    def signal(self, number: signal.Signals, *, to_workers: bool = False) -> None:
        """Send the process that was started a signal; to_workers: and its workers, as a terminal does. It must have begun."""
        begun = forked_by(self._executable, self._process.pid)
        (os.killpg if to_workers else os.kill)(begun, number)

    def stop(self) -> None:
        """End it now, if it goes on still."""
        if self._process.poll() is None:
            with suppress(FileNotFoundError, ProcessLookupError):
                self.signal(signal.SIGKILL, to_workers=True)
            self._process.communicate(timeout=120)

    def end(self) -> tuple[int, str]:
        """Wait for the end: exit code, and all that was printed."""
        output, _ = self._process.communicate(timeout=120)
        return self._process.returncode, output


class SuiteRun:
    """One fake cloud, and runs of the suites over it."""

    def __init__(
        self,
        pytester: pytest.Pytester,
        monkeypatch: pytest.MonkeyPatch,
        cloud: FakeCloud,
        refused: tuple[str, ...],
        answers: Path,
        run_pytest: RunPytest,
        forked_python: Path,
    ) -> None:
        self.cloud = cloud
        self.started: list[StartedRun] = []
        self._forked_python = forked_python
        self._run_pytest = run_pytest
        self._pytester = pytester
        for name, value in write_access(cloud, refused, answers).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        self._write_conftest()
        self._suites = pytester.path / "suites"
        write_suite(self._suites)

    def with_real_suites(self) -> None:
        """Have the project's own suites in the place of the small one."""
        shutil.rmtree(self._suites)
        self._suites.symlink_to(ROOT / "suites")

    def add_test(self, name: str, code: str) -> str:
        """Have one more file of tests; gives its path."""
        path = self._suites / "instances" / name
        path.write_text(code)
        return f"suites/instances/{name}"

    def _write_conftest(self, **choices: object) -> None:
        lines = [f"{name} = {value}" for name, value in (_CHOICES | choices).items()]
        self._pytester.makeconftest("\n".join(lines) + _CONFTEST)

    def with_page(self, *, report: bool = True) -> None:
        """Have runs end with both pages, as they do; or, where Allure is missing, with the first one."""
        self._write_conftest(WITH_PAGE=report, WITH_FIRST_PAGE=True)

    def add_to_conftest(self, code: str) -> None:
        """Have runs do something that they do not by themselves."""
        path = self._pytester.path / "conftest.py"
        path.write_text(path.read_text() + code)

    def __call__(self, *args: str, **rest: str) -> pytest.RunResult:
        """Run tests; in this process where there are no workers, as that is faster."""
        with_workers = any(arg.startswith("-n") for arg in args)
        run = self._run_pytest if with_workers else self._pytester.runpytest_inprocess
        return run(*self.arguments(*args, **rest))

    def start(self, *args: str) -> StartedRun:
        """Start such a run beside the test. It waits for the test rather than for the cloud, and looks less often meanwhile."""
        self._write_conftest(LONGEST=0.25)
        self.started.append(StartedRun(self._forked_python, self.arguments(*args)))
        return self.started[-1]

    def stop(self) -> None:
        """End what was started and goes on still."""
        for started in self.started:
            started.stop()

    def arguments(self, *args: str, tests: str = "suites/instances", cloud: str = "fake", profile: str = "fake.yaml") -> list[str]:
        """What to give to pytest."""
        directory = self.cloud.directory
        access = [f"--os-cloud={cloud}", f"--profile={directory / profile if profile.endswith('.yaml') else profile}"]
        return [tests, *access, f"--inventory={directory / 'inventory'}", "-p", "no:cacheprovider", "-ra", *args]

    def allow(self, **timeouts: int) -> None:
        """Give waits other budgets."""
        path = self.cloud.directory / "fake.yaml"
        profile = json.loads(path.read_text())
        profile["timeouts"] |= timeouts
        path.write_text(json.dumps(profile))

    @property
    def directory(self) -> Path:
        """From where tests are run."""
        return self._pytester.path

    @property
    def results(self) -> Path:
        """The directory of the last run."""
        return (self._pytester.path / "reports" / "latest").resolve()


MakeSuiteRun = Callable[..., SuiteRun]


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where what this machine says as a host is kept: beside the directories of the workers, which share it."""
    base = tmp_path_factory.getbasetemp()
    directory = (base if worker_id == "master" else base.parent) / "answers"
    directory.mkdir(exist_ok=True)
    return directory


@pytest.fixture
def suite_run(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
    forked_python: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answers: Path,
) -> Iterator[MakeSuiteRun]:
    """Makes a cloud of the hosts given, and a SuiteRun over it."""
    with ExitStack() as stack:

        def make(*hosts: Host | str, refused: tuple[str, ...] = ()) -> SuiteRun:
            directory = tmp_path / "cloud"
            directory.mkdir()
            cloud = FakeCloud(directory, [host if isinstance(host, Host) else Host(host) for host in hosts])
            stack.enter_context(serving(cloud))
            run = SuiteRun(pytester, monkeypatch, cloud, refused, answers, run_pytest, forked_python)
            stack.callback(run.stop)
            return run

        yield make
