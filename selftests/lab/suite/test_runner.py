"""A fault that comes midway comes while the suite stands still, and what a run left is read."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.errors import LabError
from lab.layout import Layout
from lab.suite import runner
from lab.suite.runner import RecordedTest, SuiteRunner, last_run

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
        runner._at_first_server(process, tmp_path, None, midway, 60)
    assert seen[0] == seen[1]
    assert counts.read_text() == "199"


def test_nothing_is_broken_where_no_server_came_to_run(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as process:
        runner._at_first_server(process, tmp_path, None, lambda: pytest.fail("broken in vain"), 60)


PYTHON = sys.executable

PYTEST = """#!{python}
import json, os, pathlib, sys
words = sys.argv[1:]
reports = pathlib.Path(words[words.index("--reports") + 1])
print("words:", *words, os.environ["OS_CLIENT_CONFIG_FILE"])
run = reports / "{run}"
run.mkdir()
(run / "target.json").write_text("{{}}")
if "--no-result" in words:
    print("ERROR: no such cloud")
    print()
    sys.exit(4)
tests = [{{"id": "a", "outcome": "passed"}}, {{"id": "b", "outcome": "failed"}}]
(run / "run.json").write_text(json.dumps({{"run": run.name, "tests": tests}}))
sys.exit(1)
"""


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], SuiteRunner]:
    """A runner whose pytest is a program of this test, which leaves a run of that name."""

    def make(run: str, **more: Any) -> SuiteRunner:
        program = tmp_path / "python"
        program.write_text(PYTEST.format(python=PYTHON, run=run))
        program.chmod(0o755)
        monkeypatch.setattr("lab.access.operator.sys.executable", str(program))
        return SuiteRunner(Layout(tmp_path / "lab"), tmp_path / "reports", **more)

    return make


def test_a_run_is_its_exit_code_and_what_it_left(suite: Callable[[str], SuiteRunner], tmp_path: Path) -> None:
    run = suite("2026-1").run("suites", "-q")
    assert (run.status, run.id, run.directory) == (1, "2026-1", tmp_path / "reports/2026-1")
    assert run.record("b").test["outcome"] == "failed"
    with pytest.raises(LabError, match="did not run suites/other"):
        run.record("suites/other")


def test_it_is_run_as_an_operator_runs_it(suite: Callable[..., SuiteRunner], tmp_path: Path) -> None:
    runner = suite("2026-1", profile={"timeouts": {"boot": 5}}, clouds_yaml=tmp_path / "other.yaml")
    runner.run("suites", "-q")
    assert "words: -m pytest suites -q --color=no --os-cloud lab" in runner.log.read_text()
    assert f"--profile {tmp_path}/reports/profile.yaml" in runner.log.read_text()
    assert runner.log.read_text().split()[-1] == str(tmp_path / "other.yaml")
    assert yaml.safe_load((tmp_path / "reports/profile.yaml").read_text()) == {"extends": "lab", "timeouts": {"boot": 5}}


def test_a_run_without_a_result_is_told_with_its_last_words(suite: Callable[[str], SuiteRunner]) -> None:
    suite("2026-1").run("suites")
    with pytest.raises(LabError, match=r"left no run.json: ERROR: no such cloud \(exit code 4"):
        suite("2026-2").run("suites", "--no-result")


def test_the_last_run_is_the_one_that_began_last(suite: Callable[[str], SuiteRunner], tmp_path: Path) -> None:
    assert last_run(tmp_path / "reports") is None
    for name in ("2026-2", "2026-1"):
        with suppress(LabError):
            suite(name).run("suites")
    (tmp_path / "reports/latest").symlink_to("2026-1")
    assert last_run(tmp_path / "reports") == tmp_path / "reports/2026-2"


def test_a_run_that_takes_too_long_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("lab.access.operator.sys.executable", str(program))
    with pytest.raises(LabError, match="did not end within 1 s"):
        SuiteRunner(Layout(tmp_path / "lab"), tmp_path / "reports").run("suites", limit=1)


def test_time_to_the_verdict_counts_from_the_first_deciding_line(tmp_path: Path) -> None:
    began = time.time() - 100
    test = {
        "bundle": "evidence/b.json",
        "verdict": {"quotes": [{"line": said(began - 500)}, {"line": f"{said(began + 7)} ERROR nova"}, {"line": "no time"}]},
        "operations": [{"started": said(began), "seconds": 40}],
    }
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/b.json").write_text("{}")
    seconds = RecordedTest("run-1", tmp_path, test).seconds_to_verdict()
    assert seconds is not None
    assert 92 <= seconds <= 95


def test_without_such_a_line_it_counts_from_the_end_of_the_operation(tmp_path: Path) -> None:
    began = time.time() - 100
    test = {"bundle": "b.json", "verdict": {"quotes": []}, "operations": [{"started": said(began), "seconds": 40}]}
    (tmp_path / "b.json").write_text(json.dumps({}))
    seconds = RecordedTest("run-1", tmp_path, test).seconds_to_verdict()
    assert seconds is not None
    assert 59 <= seconds <= 62


def said(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(sep=" ")
