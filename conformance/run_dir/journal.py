"""Every operation of a run, as it ended."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from conformance.model.operation import Operation
from conformance.run_dir.records import JsonLines

FILE = "journal.jsonl"


class Journal:
    """One JSON line an operation: the operation, and the id of the test that asked for it.

    :param limit: bytes that are read of it at most; None: as much as of any file of a run
    """

    def __init__(self, path: Path, limit: int | None = None) -> None:
        self._lines = JsonLines(path) if limit is None else JsonLines(path, limit=limit)
        self.test = ""

    def append(self, operation: Operation) -> None:
        """Write it down under the test that runs now."""
        self._lines.append({"test": self.test, "operation": operation.model_dump(mode="json")})

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation so far, with the id of its test; lines that another release wrote otherwise are left out.

        :raises UnreadableFile: the file cannot be read
        """
        return list(self._valid())

    def _valid(self) -> Iterator[tuple[str, Operation]]:
        for line in self._lines:
            test = line.get("test")
            try:
                operation = Operation.model_validate(line.get("operation"))
            except ValidationError:
                continue
            if isinstance(test, str):
                yield test, operation
