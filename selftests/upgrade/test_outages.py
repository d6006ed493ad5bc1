"""What the watcher of canaries leaves, and how it is read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conformance.upgrade.outages import FILE, Outages

BEGAN = datetime(2026, 11, 30, 12, tzinfo=UTC)


def line(after: float, event: str, host: str = "", **more: object) -> str:
    return json.dumps({"at": (BEGAN + timedelta(seconds=after)).isoformat(), "event": event, "host": host, **more}) + "\n"


def test_an_outage_that_is_over_has_its_length_and_one_that_is_not_lasts_until_the_last_sign(tmp_path: Path) -> None:
    since, later = BEGAN + timedelta(seconds=10), BEGAN + timedelta(seconds=40)
    (tmp_path / FILE).write_text(
        line(0, "began")
        + line(11, "outage", "a", since=since.isoformat())
        + line(14, "over", "a", since=since.isoformat(), seconds=4.0)
        + line(41, "outage", "a", since=later.isoformat())
        + line(41, "outage", "b", since=later.isoformat())
        + line(60, "watching")
    )
    outages = Outages(tmp_path)
    assert [(one.seconds, one.over) for one in outages.of("a")] == [(4.0, True), (20.0, False)]
    assert [(one.seconds, one.over) for one in outages.of("b")] == [(20.0, False)]
    assert outages.of("c") == []


def test_a_time_without_a_watcher_was_not_watched(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("".join(line(at, "watching") for at in (0, 10, 20, 500, 510)))
    assert Outages(tmp_path).watched_seconds() == 30.0


def test_a_line_that_a_killed_watcher_left_half_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(line(0, "began") + '{"at": "2026-11-30T1\n' + '{"at": "never", "event": "over"}\n[]\n')
    assert Outages(tmp_path).of("a") == []
