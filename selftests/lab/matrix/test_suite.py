"""A fault that comes midway comes while the suite stands still, and what a run left is read."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.matrix import suite
from lab.matrix.suite import Outcome

TEST = "suites/instances/test_boot.py::test_boot"

COUNTS = """
import pathlib, sys, time
run = pathlib.Path(sys.argv[1]) / "run-1"
run.mkdir()
(run / "journal.jsonl").write_text('{"kind": "boot", "outcome": "done"}\\n')
for number in range(200):
    (run / "count").write_text(str(number))
    time.sleep(0.02)
"""


def test_the_suite_stands_still_while_something_is_broken(tmp_path: Path) -> None:
    counts = tmp_path / "run-1/count"
    seen: list[str] = []

    def midway() -> None:
        time.sleep(0.1)
        seen.append(counts.read_text())
        time.sleep(0.3)
        seen.append(counts.read_text())

    with subprocess.Popen([sys.executable, "-c", COUNTS, str(tmp_path)]) as process:
        suite._at_first_server(process, tmp_path, midway)
    assert seen[0] == seen[1]
    assert counts.read_text() == "199"


def test_nothing_is_broken_where_no_server_came_to_run(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as process:
        suite._at_first_server(process, tmp_path, lambda: pytest.fail("broken in vain"))


def test_a_run_without_a_record_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "pytest.log").write_text("ERROR: no such cloud\n\n")
    with pytest.raises(LabError, match=r"left no run.json: ERROR: no such cloud"):
        suite._outcome(tmp_path, TEST)


def test_the_record_of_the_test_that_meets_the_fault_counts_not_that_of_what_was_done_before_it(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    before = {"id": f"{TEST}[compute-01]", "outcome": "passed"}
    (tmp_path / "r" / "run.json").write_text(json.dumps({"run": "r", "tests": [before, {"id": TEST, "outcome": "failed"}]}))
    assert suite._outcome(tmp_path, TEST).test["outcome"] == "failed"
    with pytest.raises(LabError, match=r"did not run suites/other"):
        suite._outcome(tmp_path, "suites/other")


def test_time_to_the_verdict_counts_from_the_first_deciding_line(tmp_path: Path) -> None:
    began = time.time() - 100
    test = {
        "bundle": "evidence/b.json",
        "verdict": {"quotes": [{"line": said(began - 500)}, {"line": f"{said(began + 7)} ERROR nova"}, {"line": "no time"}]},
        "operations": [{"started": said(began), "seconds": 40}],
    }
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/b.json").write_text("{}")
    seconds = Outcome("run-1", tmp_path, test).seconds_to_verdict()
    assert seconds is not None
    assert 92 <= seconds <= 95


def test_without_such_a_line_it_counts_from_the_end_of_the_operation(tmp_path: Path) -> None:
    began = time.time() - 100
    test = {"bundle": "b.json", "verdict": {"quotes": []}, "operations": [{"started": said(began), "seconds": 40}]}
    (tmp_path / "b.json").write_text(json.dumps({}))
    seconds = Outcome("run-1", tmp_path, test).seconds_to_verdict()
    assert seconds is not None
    assert 59 <= seconds <= 62


def said(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(sep=" ")
