"""The sweep at the end of a run is done whatever else breaks, and what is left is said with the command that removes it."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pluggy
import pytest

from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.operations.boot import boot
from conformance.plugin import session as plugin
from conformance.plugin.state import FACTS, PLACE, say
from conformance.run.run_facts import RunFacts, RunPlace
from conformance.run.sweeping import sweep_run
from conformance.run_dir.ledger import Kind
from conformance.target import Target, read_target
from selftests.stand_ins.fake_cloud import FakeCloud

LATER = "conformance clean --run "


class Config:
    """What the end of a run needs of pytest's: where it is, and a terminal that remembers."""

    def __init__(self, facts: RunFacts) -> None:
        self.stash = pytest.Stash()
        self.stash[FACTS] = facts
        self.stash[PLACE] = RunPlace(run_id=facts.run_id, run_dir=facts.run_dir)
        self.lines: list[str] = []
        self.option = SimpleNamespace()
        self.notified: list[BaseException] = []
        self.plugins: dict[str, Any] = {
            "terminalreporter": SimpleNamespace(ensure_newline=lambda: None, write_line=self._write, flush=lambda: None)
        }
        self.pluginmanager = SimpleNamespace(get_plugin=self.plugins.get)

    def _write(self, line: str) -> None:
        self.lines.append(line)

    def getoption(self, name: str) -> Any:
        return None

    def get_terminal_writer(self) -> Any:
        return SimpleNamespace(width_of_current_line=0)

    def notify_exception(self, excinfo: Any, option: Any) -> None:
        self.notified.append(excinfo.value)


@pytest.fixture
def config(cloud: FakeCloud, run: RunContext) -> Config:
    target = read_target("fake", str(cloud.directory / "fake.yaml"), cloud.directory / "inventory")
    return Config(RunFacts(run_id=run.run_id, run_dir=run.run_dir, target=target, site=run.site, out_of_reach={}))


def _sweep(config: Config) -> bool:
    return sweep_run(config.stash[FACTS], lambda line: say(config, line))  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", [{}, [], "<html>Please log in</html>"], ids=json.dumps)
def test_an_answer_of_another_shape_is_said_with_how_to_clean(cloud: FakeCloud, run: RunContext, config: Config, answer: Any) -> None:
    boot(run, "a")
    cloud.detail = lambda query: answer  # type: ignore[method-assign]
    _allow(config, delete=1)
    assert _sweep(config) is False
    assert any("left behind: server conformance-" in line for line in config.lines)
    assert config.lines[-1] == f"conformance: remove it later with: {LATER}{run.run_dir}"


def _allow(config: Config, **timeouts: float) -> None:
    facts = config.stash[FACTS]
    profile = facts.target.profile
    profile = profile.model_copy(update={"timeouts": profile.timeouts.model_copy(update=timeouts)})
    config.stash[FACTS] = facts.model_copy(update={"target": facts.target.model_copy(update={"profile": profile})})


@pytest.mark.parametrize("trouble", [TypeError("odd"), CloudFault("servers", "500"), OSError(28, "No space left"), RecursionError("deep")])
def test_whatever_goes_wrong_is_one_line_with_how_to_clean(
    run: RunContext,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    run.ledger.intend(Kind.SERVER, f"conformance-{run.run_id}-main-1")

    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(Target, "open", fail)
    assert _sweep(config) is False
    assert len(config.lines) == 1
    assert f"Do it later with: {LATER}{run.run_dir}" in config.lines[0]
    assert "\n" not in config.lines[0]


@pytest.mark.parametrize("name", ["fake.yaml", "inventory"])
def test_a_profile_or_inventory_that_is_gone_changes_nothing(
    cloud: FakeCloud,
    run: RunContext,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    server = boot(run, "a")
    (cloud.directory / name).unlink()
    (cloud.directory / "instances" / server.id).mkdir()
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)
    assert _sweep(config) is False
    assert (cloud.servers, cloud.groups) == ({}, {})
    assert any(server.id in line and line.endswith("on b") for line in config.lines), config.lines


def test_a_terminal_that_is_gone_keeps_nothing(cloud: FakeCloud, run: RunContext, config: Config) -> None:
    boot(run, "a")

    def broken(line: str) -> None:
        raise BrokenPipeError

    config.plugins["terminalreporter"].write_line = broken
    assert _sweep(config) is True
    assert cloud.servers == {}


def test_a_line_of_the_ledger_that_is_refused_is_left_behind(run: RunContext, config: Config) -> None:
    with run.ledger.path.open("a") as file:
        file.write('{"event": "intend", "ki{"event": "removed", "kind": "server"}\n')
    assert _sweep(config) is False
    assert config.lines[0].startswith(f"conformance: left behind: perhaps: {run.ledger.path} line 1: could not be read")


class _Spec:
    @pluggy.HookspecMarker("pytest")
    def pytest_sessionfinish(self, session: object, exitstatus: int) -> None: ...


def _finish(config: Config, *others: Callable[[], None]) -> SimpleNamespace:
    """Call the hook as pytest does, beside other plugins that have it, the last to be registered first."""
    session = SimpleNamespace(config=config, exitstatus=0)
    manager = pluggy.PluginManager("pytest")
    manager.add_hookspecs(_Spec)
    impl = pluggy.HookimplMarker("pytest")
    manager.register(SimpleNamespace(pytest_sessionfinish=plugin.pytest_sessionfinish))
    for other in others:
        manager.register(SimpleNamespace(pytest_sessionfinish=impl(other)))
    manager.hook.pytest_sessionfinish(session=session, exitstatus=0)
    return session


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened, in order; the sweep itself leaves nothing."""
    happened: list[str] = []

    def sweep(facts: object, tell: object) -> bool:
        happened.append("swept")
        return True

    monkeypatch.setattr(plugin, "sweep_run", sweep)
    return happened


def _full() -> None:
    raise OSError(28, "No space left on device", "junit.xml")


def _odd() -> None:
    raise TypeError("a plugin's own fault")


def test_a_disk_that_is_full_when_results_are_written_does_not_skip_the_sweep(config: Config, swept: list[str]) -> None:
    session = _finish(config, _full)
    assert swept == ["swept"]
    assert session.exitstatus == pytest.ExitCode.INTERNAL_ERROR
    assert [line for line in config.lines if "No space left on device" in line]


def test_any_other_fault_of_a_plugin_does_not_either_and_is_shown(config: Config, swept: list[str]) -> None:
    session = _finish(config, _odd)
    assert swept == ["swept"]
    assert session.exitstatus == pytest.ExitCode.INTERNAL_ERROR
    assert isinstance(config.notified[0], TypeError)


def test_what_is_left_decides_the_exit_code(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "sweep_run", lambda facts, tell: False)
    assert _finish(config, _full).exitstatus == 6


def test_workers_have_ended_before_the_sweep_whatever_broke(config: Config, swept: list[str]) -> None:
    """pytest-xdist ends its workers in this very hook, which is not called for it when another plugin's fails before."""
    config.plugins["dsession"] = SimpleNamespace(pytest_sessionfinish=lambda: swept.append("workers ended"))
    _finish(config, config.plugins["dsession"].pytest_sessionfinish, _full)
    assert swept[0] == "workers ended"
    assert swept[-1] == "swept"


def test_all_else_is_done_before_the_sweep(config: Config, swept: list[str]) -> None:
    """Fixtures of the session are torn down in this hook: they may still ask the cloud for something."""
    _finish(config, lambda: swept.append("others"))
    assert swept == ["others", "swept"]


def test_ctrl_c_in_the_sweep_ends_it_with_how_to_clean(
    run: RunContext,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run.ledger.intend(Kind.SERVER, f"conformance-{run.run_id}-main-1")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Target, "open", interrupted)
    assert _finish(config).exitstatus == pytest.ExitCode.INTERRUPTED
    assert config.lines[-1] == f"conformance: interrupted; remove what is left with: {LATER}{run.run_dir}"


def test_in_a_worker_nothing_is_swept(config: Config, swept: list[str]) -> None:
    config.workerinput = {}  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="No space left"):
        _finish(config, _full)
    assert swept == []
