"""Every operation of a run, as it ended."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from conformance.model.operation import Operation
from conformance.run_dir.records import JsonLines

FILE = "journal.jsonl"

_OF_A_TEST = 20
"""So many operations of a test are remembered at most: few have more than three."""


class Journal:
    """One JSON line an operation: the operation, and the id of the test that asked for it. One that is written again is replaced.

    :ivar latest: the operations of the test that runs now, by this process, by their request ids

    :param limit: bytes that are read of it at most; None: as much as of any file of a run
    """

    def __init__(self, path: Path, limit: int | None = None) -> None:
        self._lines = JsonLines(path) if limit is None else JsonLines(path, limit=limit)
        self.latest: dict[str, Operation] = {}
        self._test = ""

    @property
    def test(self) -> str:
        """The id of the test that runs now."""
        return self._test

    @test.setter
    def test(self, id: str) -> None:
        self._test = id
        self.latest = {}

    def append(self, operation: Operation) -> None:
        """Write it down under the test that runs now; more may be known of one that is written again."""
        self.latest[operation.request_id] = operation
        if len(self.latest) > _OF_A_TEST:
            del self.latest[next(iter(self.latest))]
        self._lines.append({"test": self.test, "operation": operation.model_dump(mode="json")})

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation so far, with the id of its test; lines that another release wrote otherwise are left out.

        :raises UnreadableFile: the file cannot be read
        """
        found: dict[tuple[str, datetime], tuple[str, Operation]] = {}
        for test, operation in self._valid():
            found[operation.request_id, operation.started] = (test, operation)
        return list(found.values())

    def _valid(self) -> Iterator[tuple[str, Operation]]:
        for line in self._lines:
            test = line.get("test")
            try:
                operation = Operation.model_validate(line.get("operation"))
            except ValidationError:
                continue
            if isinstance(test, str):
                yield test, operation
