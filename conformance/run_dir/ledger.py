"""What a run asked a cloud for, written down before it was asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from conformance.run_dir.ledger_lines import Entry, Kind, Unreadable, read_lines
from conformance.run_dir.records import JsonLines

__all__ = ["FILE", "Entry", "Kind", "Ledger"]

FILE = "ledger.jsonl"

_MOST_REFUSED = 10
"""Lines that are told of one by one."""


class Ledger:
    """The ledger of one run; every worker of the run writes to the same file, and each line is on the disk before anything is asked for.

    What is read of it is only what the run can have created: its own names, and the kinds that runs create (see :meth:`refused`).

    :param run: the run's id; None: the name of its directory
    """

    def __init__(self, path: Path, run: str | None = None) -> None:
        self._lines = JsonLines(path, durable=True)
        self.path = path
        self.run = path.parent.name if run is None else run

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
        entries: dict[tuple[Kind, str], Entry] = {}
        for event, entry in self._events():
            key = entry.kind, entry.name
            if event == "removed":
                entries.pop(key, None)
            else:
                entries[key] = entry
        return list(entries.values())

    def ever(self) -> list[Entry]:
        """All that was ever asked for, be it gone by now or not; one entry for each id where a name had several."""
        entries: dict[tuple[Kind, str, str | None], Entry] = {}
        known: set[tuple[Kind, str]] = set()
        for _, entry in self._events():
            name = entry.kind, entry.name
            if entry.id is not None:
                entries.pop((*name, None), None)
            elif name in known:
                continue
            known.add(name)
            entries[(*name, entry.id)] = entry
        return list(entries.values())

    def refused(self) -> list[str]:
        """Why lines of it are refused, one a line for people, and how many more there are: what they name is not touched."""
        refused = [str(one) for one in read_lines(self.path, self.run) if isinstance(one, Unreadable)]
        more = len(refused) - _MOST_REFUSED
        return [*refused[:_MOST_REFUSED], *([f"and {more} more lines"] if more > 0 else [])]

    def _events(self) -> Iterator[tuple[str, Entry]]:
        for one in read_lines(self.path, self.run):
            if not isinstance(one, Unreadable):
                yield one

    def _write(self, event: str, kind: Kind, name: str, id: str | None = None) -> None:
        line = {"at": datetime.now(UTC).isoformat(), "event": event, "kind": kind, "name": name}
        self._lines.append(line if id is None else {**line, "id": id})
