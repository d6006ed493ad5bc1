"""Reading a ledger that may be damaged, or written by somebody else: within limits, and what is not as a run writes it is refused."""

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from conformance.input.files import UnreadableFile, open_regular
from conformance.model.base import Noun
from conformance.run_dir.marks import beginning, is_group_name, is_image_name, is_server_name

MOST_LINES = 300_000
"""Lines of a ledger that are read: three for each server, and a server for each pair of 300 hosts."""

MOST_BYTES = 64 << 20
LONGEST_LINE = 4096

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_SHOWN = 80
_EVENTS = frozenset({"intend", "created", "removed"})


class Kind(StrEnum):
    """Kinds of resources that a run may leave, in the order in which they can be removed: each may be in use by those before it."""

    SERVER = "server"
    PORT = "port"
    ATTACHMENT = "attachment"
    VOLUME_SNAPSHOT = "volume-snapshot"
    VOLUME = "volume"
    IMAGE = "image"
    FLAVOR = "flavor"
    KEYPAIR = "keypair"
    SERVER_GROUP = "server-group"
    SECURITY_GROUP = "security-group"
    APPLICATION_CREDENTIAL = "application-credential"


_IS_NAME = {
    Kind.SERVER: is_server_name,
    Kind.ATTACHMENT: is_server_name,
    Kind.VOLUME_SNAPSHOT: is_server_name,
    Kind.VOLUME: is_server_name,
    Kind.PORT: is_server_name,
    Kind.IMAGE: is_image_name,
    Kind.SECURITY_GROUP: is_group_name,
    Kind.APPLICATION_CREDENTIAL: is_server_name,
}
"""The kinds that a run itself creates, and whether a name is one that it gives: a ledger has no others."""


class Entry(Noun):
    """A resource that may exist: its kind, its exact name, its id once the cloud told it, and when (UTC) that was written down."""

    kind: Kind
    name: str
    id: str | None = None
    at: datetime | None = None


class Unreadable(Exception):
    """A line, or all that follows, is refused; the message says why."""


def read_lines(path: Path, run: str) -> Iterator[tuple[str, Entry] | Unreadable]:
    """Each event of a ledger with the entry that it is about, or why the line is refused. Of no file, nothing.

    The last line may be half of one, of a process that was killed: it is passed over.
    """
    if not os.path.lexists(path):
        return
    if path.is_symlink():
        yield Unreadable("it is a symbolic link, and is not read")
        return
    try:
        # no link is followed, should it be one by now
        file = open_regular(path, follow=False)
    except UnreadableFile as trouble:
        yield Unreadable(f"it is not read: {trouble.why}")
        return
    with file:
        for number, line in _lines(file):
            try:
                yield _event(line, run)
            except Unreadable as refusal:
                yield Unreadable(f"line {number}: {refusal}")
        if file.tell() >= MOST_BYTES and os.fstat(file.fileno()).st_size > MOST_BYTES:
            yield Unreadable(f"it is longer than {MOST_BYTES >> 20} MiB: it is not read to its end")
        elif file.read(1):
            yield Unreadable(f"it has more than {MOST_LINES:,} lines: the others are not read")


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole lines with their numbers, counted from 1; of one that is too long, its beginning."""
    for number in range(1, MOST_LINES + 1):
        line = file.readline(LONGEST_LINE + 1)
        rest = line
        while rest and not rest.endswith(b"\n"):
            if file.tell() >= MOST_BYTES:
                return
            rest = file.readline(1 << 20)
        if not rest:
            return
        yield number, line


def _event(line: bytes, run: str) -> tuple[str, Entry]:
    if len(line) > LONGEST_LINE:
        raise Unreadable(f"is longer than {LONGEST_LINE} bytes")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        # ValueError: no JSON, no UTF-8, or a number of thousands of digits
        raise Unreadable("could not be read: no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("could not be read: no JSON object")
    event, kind, name, id, at = (found.get(key) for key in ("event", "kind", "name", "id", "at"))
    if not isinstance(event, str) or event not in _EVENTS:
        raise Unreadable(f"could not be read: no event of a ledger: {_shown(event)}")
    if not isinstance(kind, str) or not isinstance(name, str):
        raise Unreadable(f"could not be read: kind {_shown(kind)}, name {_shown(name)}")
    if kind not in _IS_NAME:
        raise Unreadable(f"{_shown(kind)} {_shown(name)} is refused: no run creates this kind")
    if not _IS_NAME[Kind(kind)](name, run):
        raise Unreadable(f"{kind} {_shown(name)} is refused: no name of this run, whose names begin with {beginning(run)[:_SHOWN]}")
    if id is not None and (not isinstance(id, str) or not _ID.fullmatch(id)):
        raise Unreadable(f"{kind} {name} is refused: {_shown(id)} is no id")
    return event, Entry(kind=Kind(kind), name=name, id=id, at=_time(at))


def _time(at: Any) -> datetime | None:
    try:
        time = None if at is None else datetime.fromisoformat(at)
    except (TypeError, ValueError):
        raise Unreadable(f"could not be read: {_shown(at)} is no time") from None
    if time is not None and time.tzinfo is None:
        raise Unreadable(f"could not be read: the time {_shown(at)} has no zone")
    return time


def _shown(value: Any) -> str:
    """For people; no control character of it reaches a terminal."""
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
