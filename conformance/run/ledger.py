"""What a run asked a cloud for, written down before it was asked for."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from conformance.model.base import Noun
from conformance.run.records import JsonLines


class Kind(StrEnum):
    """The kinds of resources that a run creates."""

    SERVER = "server"
    SECURITY_GROUP = "security-group"


class Entry(Noun):
    """A resource that may exist: its kind, its exact name, and its id once the cloud told it."""

    kind: Kind
    name: str
    id: str | None = None


class Ledger:
    """The ledger of one run; every worker of the run writes to the same file."""

    def __init__(self, path: Path) -> None:
        self._lines = JsonLines(path)
        self.path = path

    def intend(self, kind: Kind, name: str) -> None:
        """To be called before the cloud is asked to create it."""
        self._write("intend", kind, name)

    def created(self, kind: Kind, name: str, id: str) -> None:
        """The cloud answered with its id."""
        self._write("created", kind, name, id)

    def removed(self, kind: Kind, name: str) -> None:
        """It was seen to be gone."""
        self._write("removed", kind, name)

    def left(self) -> list[Entry]:
        """What was intended and not yet seen to be gone, in the order it was asked for."""
        entries: dict[tuple[str, str], Entry] = {}
        for line in self._lines:
            key = line["kind"], line["name"]
            if line["event"] == "removed":
                entries.pop(key, None)
            else:
                entries[key] = Entry(kind=line["kind"], name=line["name"], id=line.get("id"))
        return list(entries.values())

    def _write(self, event: str, kind: Kind, name: str, id: str | None = None) -> None:
        line = {"at": datetime.now(UTC).isoformat(), "event": event, "kind": kind, "name": name}
        self._lines.append(line if id is None else {**line, "id": id})
