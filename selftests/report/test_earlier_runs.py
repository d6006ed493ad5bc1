"""What another run left in reports/, whatever it is, ends no later run, and holds none up."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.checks.facts.store import Facts, counted_before, gathered
from conformance.input.files import UnreadableFile
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.facts import HostFacts, ServiceState
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.report.earlier import Earlier, earlier_runs
from conformance.report.outcomes import Outcomes
from conformance.report.resuming import earlier_run
from conformance.report.run_file import RunFile, TestOutcome, TestRecord, write_run_file
from conformance.run.kept_target import keep_target, kept_target, run_directory
from conformance.run_dir.durations import durations_of
from conformance.run_dir.journal import Journal
from conformance.run_dir.records import JsonLines
from conformance.target import read_target

OPERATION = Operation(
    kind=OperationKind.BOOT,
    server_id="s",
    request_id="req-1",
    source=None,
    destination="a",
    started=datetime(2026, 1, 1, tzinfo=UTC),
    seconds=10,
    outcome=Outcome.DONE,
)

FILES = ("site.json", "journal.jsonl", "facts.json", "run.json", "target.json", "outcomes.jsonl")


def _write(text: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(text)

    return write


ODD: dict[str, Callable[[Path], None]] = {
    "named pipe": os.mkfifo,
    "directory": os.mkdir,
    "loop of links": lambda path: path.symlink_to(path.name),
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "not UTF-8": _write(b'{"cloud": "\xff\xfe"}\n'),
    "nothing": _write(b""),
    "deep": _write(b"[" * 200_000),
    "a list": _write(b"[]\n"),
    "another shape": _write(b'{"cloud": ["mine"], "test": {}, "outcome": [], "id": {}, "name": "mine", "version": 9}\n'),
    "another operation": _write(b'{"test": "t", "operation": {"kind": "evacuation", "seconds": 3}}\n{"test": "t"}\n'),
    "a long line": _write(b'{"test": "' + b"x" * 2_000_000 + b'"}\n'),
    "a lone surrogate": _write(b'{"cloud": "\\ud800", "test": "\\ud800", "operation": {"kind": "\\ud800"}}\n'),
}


def good_run(reports: Path, name: str) -> Path:
    run = reports / name
    run.mkdir()
    (run / "site.json").write_text(json.dumps({"cloud": "mine"}))
    Journal(run / "journal.jsonl").append(OPERATION)
    state = ServiceState(service="nova_compute", state="running", running=True, restarts=7)
    host = HostFacts(host="h1", gathered=OPERATION.started, seconds=1, services=(state,))
    facts = Facts(name="mine", hosts=(host,), cloud=CloudFacts(gathered=OPERATION.started))
    (run / "facts.json").write_text(facts.model_dump_json())
    write_run_file(
        RunFile(
            run=name, cloud="mine", profile="kolla", hosts=(), versions={}, started=OPERATION.started, ended=OPERATION.started, tests=()
        ),
        run,
    )
    return run


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("odd", ODD)
def test_one_odd_file_of_a_run_costs_what_that_run_knew_at_most(tmp_path: Path, odd: str, file: str) -> None:
    good_run(tmp_path, "1")
    (good_run(tmp_path, "2") / file).unlink(missing_ok=True)
    ODD[odd](tmp_path / "2" / file)
    new = tmp_path / "3"
    new.mkdir()

    assert durations_of("mine", tmp_path).usual(OperationKind.BOOT) == 10
    assert [run.run for run in earlier_runs(tmp_path, "mine")][-1] == "1"
    assert counted_before(new, "mine") == {("h1", "nova_compute"): 7}
    if file == "target.json":
        with pytest.raises(UsageProblem):
            kept_target(tmp_path / "2")
    if file == "outcomes.jsonl" and odd in {"named pipe", "directory", "loop of links", "endless device"}:
        with pytest.raises(UnreadableFile, match=r"2/outcomes\.jsonl: "):
            Outcomes(tmp_path / "2").finished()
    elif file == "outcomes.jsonl":
        assert Outcomes(tmp_path / "2").finished() == frozenset()
    if file == "facts.json":
        with pytest.raises(SuiteFault, match=r"facts\.json: "):
            gathered(tmp_path / "2")


@pytest.mark.parametrize("file", ["outcomes.jsonl", "journal.jsonl"])
def test_a_run_of_which_a_file_cannot_be_read_is_not_resumed(tmp_path: Path, file: str) -> None:
    run = good_run(tmp_path, "1")
    keep_target(run, read_target("mine", "kolla", None))
    assert earlier_run("1", tmp_path, None)[0] == run
    (run / file).unlink(missing_ok=True)
    os.mkfifo(run / file)
    with pytest.raises(UsageProblem, match=rf"^--resume 1: .*{file} is neither a file nor a directory\."):
        earlier_run("1", tmp_path, None)


@pytest.mark.parametrize("run", ["a" * 5000, "a/" + "b" * 5000, "a\0b"])
def test_what_can_be_no_directory_is_no_run(tmp_path: Path, run: str) -> None:
    with pytest.raises(UsageProblem, match=r"^there is no run "):
        run_directory(run, tmp_path)


def test_a_time_that_is_no_number_is_not_learned_from(tmp_path: Path) -> None:
    run = good_run(tmp_path, "1")
    seconds = (float("nan"), float("inf"), -1.0)
    odd = [OPERATION.model_copy(update={"seconds": one, "request_id": f"req-odd-{number}"}) for number, one in enumerate(seconds)]
    for operation in odd:
        Journal(run / "journal.jsonl").append(operation)
    assert durations_of("mine", tmp_path).known() == {OperationKind.BOOT: (10.0,)}
    test = TestRecord(id="t", outcome=TestOutcome.PASSED, seconds=10, kind=OperationKind.BOOT)
    runs = [
        RunFile.model_construct(run="1", tests=(test, test.model_copy(update={"seconds": float("nan")}))),
        RunFile.model_construct(run="2", tests=(test.model_copy(update={"operations": (odd[0],)}),)),
    ]
    cost = Earlier(runs).of(OperationKind.BOOT, boots=False)
    assert cost is not None
    assert cost.seconds == 10


def test_facts_that_vanish_while_they_are_looked_for_are_no_trouble(tmp_path: Path) -> None:
    (good_run(tmp_path, "1") / "facts.json").unlink()
    (tmp_path / "1" / "facts.json").symlink_to("gone")
    (tmp_path / "2").mkdir()
    assert counted_before(tmp_path / "2", "mine") == {}


def test_a_line_is_whole_whatever_characters_are_in_it(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "f")
    lines.append({"seen": "a\u2028b\u0085c\x0bd"})
    assert list(lines) == [{"seen": "a\u2028b\u0085c\x0bd"}]


def test_no_more_of_a_file_is_read_than_the_limit(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "f", limit=100)
    for number in range(1000):
        lines.append({"number": number})
    assert len(list(lines)) < 20
