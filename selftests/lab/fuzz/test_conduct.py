"""A trial is broken, recovered and seen to be well again; whatever happens, there is a result."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.faults.fault import Blamed, HostRole
from lab.fuzz import conduct as conducting
from lab.fuzz.draw import DrawnTrial
from lab.fuzz.grammar import DrawnFault, FaultKind, called
from lab.fuzz.score import DrawnResult, Score
from lab.layout import Layout
from lab.matrix.trial import TargetPair
from lab.suite.runner import RecordedTest

PAIR = TargetPair("compute-02", "compute-01")
FAULT = DrawnFault(FaultKind.LIMIT, "space", "no space", called("disk-full"), lambda _target, _peer: None)
FAILED = {
    "outcome": "failed",
    "verdict": {"cause": "disk-full", "host": "compute-02", "remedy": "long"},
    "seen": "status ERROR",
    "bundle": None,
}
PASSED = {"outcome": "passed", "verdict": None, "bundle": None}


class StandIn:
    """The lab: what happened is in done; broken and recovered are the tests of the two runs, or what comes of them."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.broken: Any = FAILED
        self.recovered: Any = PASSED
        self.injects: Exception | None = None
        self.unhealthy = 0
        self.midway = True

    def inject(self, named: Any, _node: Any) -> bool:
        if self.injects:
            raise self.injects
        self.done.append(f"inject {named.name}")
        return True

    def recover(self, _layout: Layout, name: str | None = None, host: str | None = None) -> list[tuple[str, str]]:
        there = any(word.startswith("inject") for word in self.done)
        self.done.append(f"recover {name} {host}")
        return [(name or "", host or "")] if there else []

    def health(self, _layout: Layout, _hosts: set[str]) -> None:
        if self.unhealthy:
            self.unhealthy -= 1
            raise LabError("not up")

    def runner(self, _layout: Layout, reports: Path, _profile: Any) -> Any:
        def run(test: str, midway: Callable[[], None] | None = None, limit: float = 0) -> Any:
            assert limit
            if midway and self.midway:
                midway()
            self.done.append(f"run {reports.name}")
            seen = self.broken if reports.name == "broken" else self.recovered
            if isinstance(seen, Exception):
                raise seen
            return SimpleNamespace(id="run", record=lambda _test: RecordedTest("run", reports, seen))

        return SimpleNamespace(run=run, log=reports / "pytest.log")

    def restart(self, node: Any, *programs: str) -> None:
        self.done.append(f"restart {node} {programs[0]}")


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    lab = StandIn()
    monkeypatch.setattr(conducting, "inject", lab.inject)
    monkeypatch.setattr(conducting, "recover", lab.recover)
    monkeypatch.setattr(conducting, "await_health", lab.health)
    monkeypatch.setattr(conducting, "clean_runs", lambda *_: None)
    monkeypatch.setattr(conducting, "SuiteRunner", lab.runner)
    monkeypatch.setattr(conducting, "manager_of", lambda node: SimpleNamespace(restart=lambda *names: lab.restart(node.name, *names)))
    return lab


def conducted(
    tmp_path: Path, midway: bool = False, fault: DrawnFault = FAULT, operation: OperationKind = OperationKind.HARD_REBOOT
) -> tuple[DrawnResult, bool]:
    drawn = DrawnTrial(1, 2, fault, operation, HostRole.ONLY, midway)
    return conducting.conduct(drawn, PAIR, Layout(tmp_path), tmp_path, lambda _words: None)


def test_it_is_broken_named_recovered_and_passes(lab: StandIn, tmp_path: Path) -> None:
    result, well = conducted(tmp_path)
    assert (result.score, result.recovered, result.harder, well) == (Score.RIGHT, "passed", False, True)
    assert lab.done == ["inject fuzz-1-002-limit-space", "run broken", "recover fuzz-1-002-limit-space compute-02", "run recovered"]
    assert result.verdict == {"cause": "disk-full", "host": "compute-02"}
    assert result.message == "status ERROR"


def test_where_nova_picks_the_destination_that_is_the_other_host(lab: StandIn, tmp_path: Path) -> None:
    lab.broken = FAILED | {"operations": [{"kind": "boot", "destination": None}, {"kind": "resize", "destination": "compute-04"}]}
    either = dataclasses.replace(FAULT, blamed=(Blamed.TARGET, Blamed.PEER))
    assert conducted(tmp_path, fault=either, operation=OperationKind.RESIZE)[0].may_be_blamed == ("compute-02", "compute-01", "compute-04")
    assert conducted(tmp_path, operation=OperationKind.RESIZE)[0].may_be_blamed == ("compute-02",)


def test_what_cannot_be_injected_does_not_count_and_says_why(lab: StandIn, tmp_path: Path) -> None:
    lab.injects = LabError("no such path")
    result, well = conducted(tmp_path)
    assert (result.score, result.trouble, result.recovered, well) == (None, "LabError: no such path", None, True)
    assert not [word for word in lab.done if word.startswith("run")]


def test_a_fault_that_comes_once_a_server_runs_must_have_come(lab: StandIn, tmp_path: Path) -> None:
    assert conducted(tmp_path, midway=True)[0].score is Score.RIGHT
    lab.midway = False
    result, _ = conducted(tmp_path, midway=True)
    assert result.score is None
    assert "so nothing was broken" in result.trouble


@pytest.mark.parametrize("seen", [{"outcome": "failed", "seen": "it did not boot"}, LabError("the suite did not end")])
def test_what_does_not_pass_after_recovery_is_recovered_harder(lab: StandIn, tmp_path: Path, seen: Any) -> None:
    lab.recovered = seen
    result, well = conducted(tmp_path)
    assert result.score is Score.RIGHT
    assert result.harder
    assert well
    assert result.recovered in {"failed: it did not boot", "not run: the suite did not end"}
    assert {"restart compute-02 nova-compute", "restart compute-01 libvirtd"} <= set(lab.done)


def test_a_run_that_does_not_end_is_one_trials_trouble_and_its_host_is_recovered(lab: StandIn, tmp_path: Path) -> None:
    lab.broken = LabError("the suite did not end within 600 s")
    result, well = conducted(tmp_path)
    assert result.trouble == "LabError: the suite did not end within 600 s"
    assert (result.score, result.recovered, well) == (None, "passed", True)


def test_a_pair_that_does_not_become_well_is_told(lab: StandIn, tmp_path: Path) -> None:
    lab.unhealthy = 1
    assert conducted(tmp_path)[1]
    lab.unhealthy = 2
    result, well = conducted(tmp_path)
    assert not well
    assert "the pair was not well before it was broken: LabError: not up" in result.trouble
