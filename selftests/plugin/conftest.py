"""Runs of the real suites, in a process of their own, over a cloud that is a fake."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from selftests.conftest import RunPytest
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
    for name, value in {"first": 0.001, "growth": 1.5, "longest": 0.02}.items():
        patched.setitem(vars(DEFAULT_PACE), name, value)
    if not WITH_PAGE:
        patched.setattr(reporting, "allure_command", lambda: None)
"""

_WITHOUT_PAGE, _WITH_PAGE = "WITH_PAGE = False\n", "WITH_PAGE = True\n"
"""Allure's page takes longer than all the rest of a run over a fake."""


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
    ) -> None:
        self.cloud = cloud
        self._run_pytest = run_pytest
        self._pytester = pytester
        for name, value in write_access(cloud, refused, answers).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        pytester.makeconftest(_WITHOUT_PAGE + _CONFTEST)
        (pytester.path / "suites").symlink_to(ROOT / "suites")

    def with_page(self) -> None:
        """Have runs end with Allure's page, as they do."""
        self._pytester.makeconftest(_WITH_PAGE + _CONFTEST)

    def add_to_conftest(self, code: str) -> None:
        """Have runs do something that they do not by themselves."""
        path = self._pytester.path / "conftest.py"
        path.write_text(path.read_text() + code)

    def __call__(self, *args: str, **rest: str) -> pytest.RunResult:
        """Run tests; in this process where there are no workers, as that is faster."""
        with_workers = any(arg.startswith("-n") for arg in args)
        run = self._run_pytest if with_workers else self._pytester.runpytest_inprocess
        return run(*self.arguments(*args, **rest))

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
    pytester: pytest.Pytester, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answers: Path
) -> Iterator[MakeSuiteRun]:
    """Makes a cloud of the hosts given, and a SuiteRun over it."""
    with ExitStack() as stack:

        def make(*hosts: Host | str, refused: tuple[str, ...] = ()) -> SuiteRun:
            directory = tmp_path / "cloud"
            directory.mkdir()
            cloud = FakeCloud(directory, [host if isinstance(host, Host) else Host(host) for host in hosts])
            stack.enter_context(serving(cloud))
            return SuiteRun(pytester, monkeypatch, cloud, refused, answers, run_pytest)

        yield make
