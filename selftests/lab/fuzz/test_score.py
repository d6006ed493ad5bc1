"""What a verdict is worth, against what was touched."""

from typing import Any

import pytest

from lab.fuzz.score import Score
from selftests.lab.fuzz.results import result


@pytest.mark.parametrize(
    ("verdict", "score"),
    [
        ({"cause": "disk-full", "host": "compute-02"}, Score.RIGHT),
        ({"cause": "disk-full", "host": "compute-02", "chain": ["a", "b"], "fingerprint": {"of": 1}}, Score.RIGHT),
        ({"cause": "no-valid-host", "host": None}, Score.RIGHT),
        ({"cause": "disk-full", "host": "compute-01"}, Score.WRONG_HOST),
        ({"cause": "disk-full", "host": None}, Score.WRONG_HOST),
        ({"cause": "disk-full"}, Score.WRONG_HOST),
        ({"cause": "no-valid-host", "host": "compute-01"}, Score.WRONG_HOST),
        ({"cause": "memory-exhausted", "host": "compute-02"}, Score.WRONG_CAUSE),
        ({"cause": "unclassified", "host": "compute-02", "detail": "OSError in nova.virt"}, Score.HONEST_WITH_HOST),
        ({"cause": "unclassified", "host": "compute-02", "detail": " "}, Score.HONEST),
        ({"cause": "unclassified", "host": "compute-01", "detail": "OSError"}, Score.HONEST),
        ({"cause": "unclassified"}, Score.HONEST),
        ({"cause": "insufficient-evidence", "host": "compute-02", "detail": "no log"}, Score.HONEST),
        ({"cause": None, "host": 3}, Score.WRONG_CAUSE),
        ({}, Score.NO_VERDICT),
        (None, Score.NO_VERDICT),
    ],
)
def test_a_verdict_is_right_honest_or_wrong(verdict: dict[str, Any] | None, score: Score) -> None:
    assert result(verdict=verdict).score is score


def test_the_other_host_is_right_where_nobody_can_know_better() -> None:
    truth = result(may_be_blamed=("compute-02", "compute-01"), verdict={"cause": "disk-full", "host": "compute-01"})
    assert truth.score is Score.RIGHT


def test_what_was_skipped_is_hidden() -> None:
    assert result(outcome="skipped", verdict=None, message="host-disabled").score is Score.HIDDEN


@pytest.mark.parametrize(
    "changes", [{"outcome": "passed", "verdict": None}, {"outcome": None, "verdict": None}, {"trouble": "no such path"}]
)
def test_what_passed_or_could_not_be_run_does_not_count(changes: dict[str, Any]) -> None:
    assert result(**changes).score is None


def test_it_is_told_in_a_line() -> None:
    assert result(verdict={"cause": "disk-full", "host": "compute-02", "detail": "/var"}).said == "disk-full (/var) on compute-02"
    assert result(outcome="skipped", verdict=None, message="host-disabled: x").said == "skipped, without a verdict: host-disabled: x"
