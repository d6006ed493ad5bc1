"""What was done to a node for a fault, written down before it is done, and undone from that: also after a run that was cut short."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.nodes.node import Node

UndoEntry = dict[str, Any]


@dataclass(frozen=True)
class UndoLog:
    """The record of one fault on one node. It lies in the node's tree, which `down` removes together with what was broken."""

    node: Node
    fault: str

    @property
    def directory(self) -> Path:
        """Where it lies; nodes see it at the same path."""
        return _undo_logs(self.node) / self.fault

    @property
    def _entries(self) -> Path:
        return self.directory / "undo.jsonl"

    @property
    def _whole(self) -> Path:
        return self.directory / "injected"

    def open(self) -> None:
        """Begin it."""
        self.directory.mkdir(parents=True)

    def close(self) -> None:
        """Note that all of the fault is there."""
        self._whole.touch()

    def throw_away(self) -> None:
        """All is undone."""
        shutil.rmtree(self.directory)

    @property
    def exists(self) -> bool:
        """Whether anything of the fault may be there."""
        return self.directory.exists()

    @property
    def whole(self) -> bool:
        """Whether all of the fault is there."""
        return self._whole.exists()

    def note(self, entry: UndoEntry) -> None:
        """Write down how the next change is undone, before it is made."""
        with self._entries.open("a") as stream:
            stream.write(json.dumps(entry) + "\n")

    def entries(self) -> list[UndoEntry]:
        """How everything is undone, in the order in which it was done. A line cut short belongs to a change that was never made."""
        if not self._entries.exists():
            return []
        return list(_whole_lines(self._entries.read_text()))

    def copy_of(self, path: str) -> Path:
        """Where the original of a file of the node is kept."""
        return self.directory / "originals" / path.strip("/").replace("/", "%")


def undo_logs(node: Node) -> list[UndoLog]:
    """The faults that a node has, sorted by name."""
    directory = _undo_logs(node)
    return [UndoLog(node, entry.name) for entry in sorted(directory.iterdir())] if directory.exists() else []


def _undo_logs(node: Node) -> Path:
    return node.tree / "faults"


def _whole_lines(text: str) -> Iterator[UndoEntry]:
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            return
