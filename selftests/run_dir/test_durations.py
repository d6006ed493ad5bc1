"""What operations take is learned from earlier runs over the same cloud."""

import json
from datetime import UTC, datetime
from pathlib import Path

from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.run_dir.durations import Durations, durations_of
from conformance.run_dir.journal import Journal


def _operation(seconds: float, outcome: Outcome = Outcome.DONE) -> Operation:
    started = datetime(2026, 1, 1, tzinfo=UTC)
    return Operation(
        kind=OperationKind.BOOT,
        server_id="s",
        request_id=f"req-{seconds}",
        source=None,
        destination="a",
        started=started,
        seconds=seconds,
        outcome=outcome,
    )


def _run(reports: Path, name: str, cloud: str, *operations: Operation) -> None:
    directory = reports / name
    directory.mkdir()
    (directory / "site.json").write_text(json.dumps({"cloud": cloud}))
    journal = Journal(directory / "journal.jsonl")
    for operation in operations:
        journal.append(operation)


def test_only_what_was_done_in_that_cloud_counts(tmp_path: Path) -> None:
    _run(tmp_path, "1", "mine", _operation(10), _operation(20), _operation(900, Outcome.TIMED_OUT))
    _run(tmp_path, "2", "other", _operation(500))
    _run(tmp_path, "3", "mine", _operation(12))
    (tmp_path / "latest").symlink_to("3")
    durations = durations_of("mine", tmp_path)
    assert durations.known() == {OperationKind.BOOT: (10, 20, 12)}
    assert durations.usual(OperationKind.BOOT) == 12
    assert durations.usual(OperationKind.RESIZE) is None


def test_only_the_latest_runs_count(tmp_path: Path) -> None:
    for number in range(8):
        _run(tmp_path, str(number), "mine", _operation(number))
    assert durations_of("mine", tmp_path).known() == {OperationKind.BOOT: (3, 4, 5, 6, 7)}


def test_a_run_learns_as_it_goes() -> None:
    durations = Durations({OperationKind.BOOT: [10.0]})
    durations.learn(_operation(20))
    assert durations.usual(OperationKind.BOOT) == 15


def test_no_run_yet_is_nothing_known(tmp_path: Path) -> None:
    assert durations_of("mine", tmp_path / "nowhere").known() == {}
