"""How tests fared in earlier runs, as Allure keeps it: reports/history.jsonl, one line a run, shared by all runs there.

Allure reads and writes a copy in the run's own directory. What it adds is appended to the shared file in one write, so that two runs at
once do not mix; a link or anything else that another user has put in the file's place is not written through.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from conformance.input.files import MIB, UnreadableFile, bounded_lines, open_regular
from conformance.run_dir.records import NotOurs, open_to_append

FILE = "history.jsonl"

_NEWEST = 64 * MIB
"""Bytes at the end of the shared file that a run takes: Allure has all of them in memory."""

RUNS = 20
"""Newest runs that the page is made with: each makes it larger, by about twice the size of its line."""

Page = tuple[Path | None, str | None]
"""The page, or None; and a line that says what is wrong, if anything is."""


def with_history(run_dir: Path, make: Callable[[], Page]) -> tuple[Path | None, list[str]]:
    """Have a page made with what earlier runs left, or without it where no page can be made with it. Raises nothing.

    :param make: makes the page; reads and adds to history.jsonl in the run's directory
    :returns: the page, or None; and lines that say what is wrong
    """
    shared, own = run_dir.parent / FILE, run_dir / FILE
    lines, damaged = _read(shared)
    taken = lines[-RUNS:]
    try:
        own.write_bytes(b"".join(taken))
    except OSError as trouble:
        return None, [f"no HTML report: {own} cannot be written ({trouble.strerror})"]
    page, trouble_of_page = make()
    if page is None and lines:
        own.write_bytes(b"")
        again, _ = make()
        if again is not None:
            page, trouble_of_page = again, None
            lines, taken, damaged = [], [], f"{shared} is damaged: no page can be made with it"
    told = [trouble_of_page] if trouble_of_page else []
    if damaged:
        told.append(f"{damaged}; {_move_aside(shared, run_dir.name)}")
    new = _lines(own)[len(taken) :] if page else []
    if page and damaged:
        # where the shared file was moved aside, the new one begins with what of it could be read
        new = [*lines, *new]
    if new and (why := _append(shared, b"".join(new))):
        told.append(f"this run is not in {shared}: {why}")
    return page, told


def with_own_history(run_dir: Path, began: datetime, make: Callable[[], Page]) -> Page:
    """Have a page made again with what earlier runs had left when the run began. What runs share stays as it is. Raises nothing.

    :param make: makes the page; reads and adds to history.jsonl in the run's directory
    """
    own = run_dir / FILE
    # a run that made no page took no copy
    lines = _lines(own) if os.path.lexists(own) else _read(run_dir.parent / FILE)[0]
    try:
        own.write_bytes(b"".join(line for line in lines if _ended(line) < began.timestamp()))
    except OSError as trouble:
        return None, f"no HTML report: {own} cannot be written ({trouble.strerror})"
    return make()


def _ended(line: bytes) -> float:
    """When the page of a line's run was made, in seconds; a line without a time is of an earlier run."""
    when = json.loads(line).get("timestamp")
    return when / 1000 if isinstance(when, int | float) else 0.0


def _read(shared: Path) -> tuple[list[bytes], str | None]:
    """The newest lines that hold a run, and what is wrong with the file if anything is."""
    if not os.path.lexists(shared):
        return [], None
    try:
        with open_regular(shared, follow=False) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _NEWEST))
            if size > _NEWEST:
                # the rest of a line of which the beginning is not read
                file.readline(_NEWEST)
            found = list(bounded_lines(file, _NEWEST))
    except UnreadableFile as trouble:
        return [], f"{shared} is damaged: {'it is a symbolic link' if shared.is_symlink() else trouble.why}"
    except OSError as trouble:
        return [], f"{shared} is damaged: it cannot be read ({trouble.strerror})"
    written = [line for line in found if line is None or line.strip()]
    lines = [line for line in written if line is not None and _is_run(line)]
    bad = len(written) - len(lines)
    return lines, f"{shared} is damaged: lines that hold no run: {bad}" if bad else None


def _is_run(line: bytes) -> bool:
    try:
        run = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return line.endswith(b"\n") and isinstance(run, dict) and isinstance(run.get("testResults"), dict)


def _lines(own: Path) -> list[bytes]:
    """What Allure left in the run's own copy."""
    with suppress(OSError), open_regular(own, follow=False) as file:
        return [line for line in bounded_lines(file, _NEWEST) if line is not None and _is_run(line)]
    return []


def _move_aside(shared: Path, run: str) -> str:
    """Renames it; a link itself is renamed, not what it leads to. Says where it is."""
    aside = shared.with_name(f"{FILE}.damaged-{run}")
    try:
        shared.rename(aside)
    except OSError as trouble:
        return f"it cannot be moved aside ({trouble.strerror})"
    return f"it was moved to {aside.name}"


def _append(shared: Path, text: bytes) -> str | None:
    """Adds to the file in one write. Says why it was not done, if it was not."""
    try:
        handle = open_to_append(shared, 0o600)
    except NotOurs as trouble:
        return str(trouble.strerror)
    except OSError as trouble:
        return f"it cannot be opened ({trouble.strerror})"
    try:
        os.write(handle, text)
    except OSError as trouble:
        return f"it cannot be written ({trouble.strerror})"
    finally:
        os.close(handle)
    return None
