"""How each test of a run ended, written down as it ends: a run that is killed has no run.json, and can be gone on with all the same."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from conformance.model.operation import Operation
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.run_dir.journal import FILE as JOURNAL
from conformance.run_dir.journal import Journal
from conformance.run_dir.records import JsonLines

FILE = "outcomes.jsonl"

_FINISHED = frozenset(outcome for outcome in TestOutcome if outcome.tells_of_the_cloud)


class Outcomes:
    """The file of it in a run's directory."""

    def __init__(self, run_dir: Path) -> None:
        self._lines = JsonLines(run_dir / FILE)
        self._run_dir = run_dir

    def append(self, record: TestRecord) -> None:
        """One test has ended."""
        self._lines.append(record.model_dump(mode="json"))

    def finished(self) -> frozenset[str]:
        """The ids of the tests that need not be run again: what was broken or skipped is tried once more.

        :raises UnreadableFile: the file cannot be read
        """
        return frozenset(record.id for record in self._records() if record.outcome in _FINISHED)

    def carried(self) -> tuple[TestRecord, ...]:
        """Those tests, with what the journal has of each. :raises UnreadableFile: one of both files cannot be read"""
        records = {record.id: record for record in self._records()}
        return tuple(self._with_operations(record for record in records.values() if record.outcome.tells_of_the_cloud))

    def _records(self) -> Iterator[TestRecord]:
        """The lines that hold a test; one of another release is run again."""
        for line in self._lines:
            with suppress(ValidationError):
                yield TestRecord.model_validate(line)

    def _with_operations(self, records: Iterable[TestRecord]) -> Iterable[TestRecord]:
        done: dict[str, list[Operation]] = {}
        for test, operation in Journal(self._run_dir / JOURNAL).operations():
            done.setdefault(test, []).append(operation)
        for record in records:
            yield record.model_copy(update={"operations": record.operations or tuple(done.get(record.id, ()))})
