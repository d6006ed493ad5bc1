"""Every operation of a run, as it ended."""

from pathlib import Path

from conformance.model.operation import Operation
from conformance.run.records import JsonLines

FILE = "journal.jsonl"


class Journal:
    """One JSON line an operation: the operation, and the id of the test that asked for it."""

    def __init__(self, path: Path) -> None:
        self._lines = JsonLines(path)
        self.test = ""

    def append(self, operation: Operation) -> None:
        """Write it down under the test that runs now."""
        self._lines.append({"test": self.test, "operation": operation.model_dump(mode="json")})

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation so far, with the id of its test."""
        return [(line["test"], Operation.model_validate(line["operation"])) for line in self._lines]
