"""What a run asked a cloud for, written down before it was asked for."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from conformance.model.base import Noun
from conformance.run.records import JsonLines

FILE = "ledger.jsonl"


class Kind(StrEnum):
    """The kinds of resources that a run may create, in the order in which they can be removed: each may be in use by those before it."""

    SERVER = "server"
    PORT = "port"
    VOLUME = "volume"
    IMAGE = "image"
    FLAVOR = "flavor"
    KEYPAIR = "keypair"
    SERVER_GROUP = "server-group"
    SECURITY_GROUP = "security-group"


class Entry(Noun):
    """A resource that may exist: its kind, its exact name, its id once the cloud told it, and when (UTC) that was written down."""

    kind: Kind
    name: str
    id: str | None = None
    at: datetime | None = None


class Ledger:
    """The ledger of one run; every worker of the run writes to the same file, and each line is on the disk before anything is asked for."""

    def __init__(self, path: Path) -> None:
        self._lines = JsonLines(path, durable=True)
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
                entries[key] = _entry(line)
        return list(entries.values())

    def ever(self) -> list[Entry]:
        """All that was ever asked for, be it gone by now or not; one entry for each id where a name had several."""
        entries: dict[tuple[str, str, str | None], Entry] = {}
        for line in self._lines:
            entry = _entry(line)
            if entry.id is not None:
                entries.pop((entry.kind, entry.name, None), None)
            elif any(known[:2] == (entry.kind, entry.name) for known in entries):
                continue
            entries[(entry.kind, entry.name, entry.id)] = entry
        return list(entries.values())

    def _write(self, event: str, kind: Kind, name: str, id: str | None = None) -> None:
        line = {"at": datetime.now(UTC).isoformat(), "event": event, "kind": kind, "name": name}
        self._lines.append(line if id is None else {**line, "id": id})


def _entry(line: dict[str, Any]) -> Entry:
    return Entry(kind=line["kind"], name=line["name"], id=line.get("id"), at=line.get("at"))
