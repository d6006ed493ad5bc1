"""The journal has each operation once, as what is known of it last."""

from datetime import UTC, datetime
from pathlib import Path

from conformance.model.operation import Downtime, Operation, OperationKind, Outcome
from conformance.run_dir.journal import Journal


def operation(number: int) -> Operation:
    return Operation(
        kind=OperationKind.LIVE_MIGRATION,
        server_id="s",
        request_id=f"req-{number}",
        source="a",
        destination="b",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=8,
        outcome=Outcome.DONE,
    )


def test_an_operation_that_is_written_again_is_replaced_where_it_stood(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.test = "test"
    for number in (1, 2):
        journal.append(operation(number))
    more = operation(1).model_copy(update={"downtime": Downtime(seconds=0.4, guest_gap=0.2)})
    journal.append(more)
    assert journal.operations() == [("test", more), ("test", operation(2))]
    assert list(journal.latest.values()) == [more, operation(2)]


def test_only_what_the_test_did_last_is_remembered(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    for number in range(100):
        journal.append(operation(number))
    assert list(journal.latest)[-1] == "req-99"
    assert len(journal.latest) <= 20
    journal.test = "next"
    assert journal.latest == {}
