"""Append-only JSON lines that several processes write at once."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class JsonLines:
    """A file of JSON objects, one a line. Each line is one O_APPEND write, so that lines of several processes never mix."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: dict[str, Any]) -> None:
        """Write one object; it is in the file when this returns."""
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Every whole object so far; a line that a killed process left half written is passed over."""
        if not self.path.exists():
            return
        for line in self.path.read_text().splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            yield entry
