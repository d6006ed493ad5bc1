"""What cannot be provoked here comes to the right cause and host, through the command that classifies anything else."""

import pytest

from lab.faults.registry import faults
from lab.matrix.replay import RECORDED, replay
from lab.matrix.trial import TrialResult


@pytest.fixture(scope="module")
def results() -> dict[str, TrialResult]:
    return {result.fault: result for result in replay(set())}


@pytest.mark.parametrize("name", [one.name for one in faults() if one.fault.recorded])
def test_it_is_named_right(name: str, results: dict[str, TrialResult]) -> None:
    assert results[name].kind == "recorded"
    assert results[name].right, f"{results[name].got}, not {results[name].expected}"


def test_every_recording_belongs_to_a_fault() -> None:
    assert {path.stem for path in RECORDED.glob("*.json")} == {one.name for one in faults() if one.fault.recorded}


def test_some_may_be_asked_for() -> None:
    assert [result.fault for result in replay({"selinux-denies", "l2-agent-hung"})] == ["selinux-denies"]
