"""When canaries did not answer: what the watcher saw, line by line, in a file that outlives it."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from conformance.model.base import Noun
from conformance.run_dir.records import JsonLines

FILE = "outages.jsonl"

_NEXT_SIGN = 60.0
"""Seconds after a sign of the watcher's life in which no other is missed: it gives one every 10 s."""


class Watched(Noun):
    """A line of the watcher: it began, or still watches; an outage that is over, or goes on."""

    at: AwareDatetime
    event: Literal["began", "watching", "outage", "over"]
    host: str = ""
    since: AwareDatetime | None = None
    seconds: float = 0.0


class Outage(Noun):
    """A time without an answer. seconds: of those that go on, until the watcher was last heard of."""

    host: str
    since: AwareDatetime
    seconds: float
    over: bool


class Outages:
    """The file of a set of canaries."""

    def __init__(self, directory: Path) -> None:
        self._lines = JsonLines(directory / FILE)

    def note(self, event: Literal["began", "watching", "outage", "over"], host: str = "", **more: object) -> None:
        """Add a line."""
        self._lines.append({"at": datetime.now(UTC).isoformat(), "event": event, "host": host, **more})

    def of(self, host: str) -> list[Outage]:
        """The outages of the canary that was started on a host, in their order."""
        found: dict[datetime, Outage] = {}
        lines = self._read()
        last = max((line.at for line in lines), default=None)
        for line in lines:
            if line.host != host or line.since is None or last is None:
                continue
            over = line.event == "over"
            seconds = line.seconds if over else (last - line.since).total_seconds()
            found[line.since] = Outage(host=host, since=line.since, seconds=seconds, over=over)
        return list(found.values())

    def watched_seconds(self) -> float:
        """For how long canaries were watched: the sum of times in which the watcher gave signs of its life."""
        times = [line.at for line in self._read()]
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
        return sum(gap for gap in gaps if 0 < gap <= _NEXT_SIGN)

    def _read(self) -> list[Watched]:
        found = []
        for line in self._lines:
            try:
                found.append(Watched.model_validate(line))
            except ValidationError:
                continue
        return found
