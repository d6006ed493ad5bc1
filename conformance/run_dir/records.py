"""Append-only JSON lines that several processes write at once."""

import errno
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.input.files import MIB, UnreadableFile, read_lines
from conformance.text.writing import json_text

_LONGEST_LINE = MIB
_MOST = 1024 * MIB
"""Bytes of a line, and of a file, that are read."""


class NotOurs(OSError):
    """What stands in a file's place is no regular file, or has a second name elsewhere: another user may have put it there."""


def open_to_append(path: Path, mode: int = 0o644) -> int:
    """A descriptor for adding to a file, which is made if need be; a link is not followed, and nobody is waited for.

    :raises NotOurs: it is no regular file of one name
    :raises OSError: it cannot be opened
    """
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(handle)
        raise NotOurs(errno.EINVAL, "it is no regular file, or has a second name elsewhere", str(path))
    return handle


class JsonLines:
    """A file of JSON objects, one a line. Each line is one O_APPEND write, so that lines of several processes never mix.

    :param durable: whether a line is on the disk, not only in the kernel, when append returns, so that it outlives a loss of power
    :param limit: bytes that are read of it at most
    """

    def __init__(self, path: Path, *, durable: bool = False, limit: int = _MOST) -> None:
        self.path = path
        self._durable = durable
        self._limit = limit

    def append(self, entry: dict[str, Any]) -> None:
        """Write one object, without the secrets in it; it is in the file when this returns."""
        line = json_text(entry) + "\n"
        new = self._durable and not self.path.exists()
        handle = open_to_append(self.path)
        try:
            os.write(handle, line.encode())
            if self._durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            _sync_directory(self.path.parent)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Every whole object so far; a line that a killed process left half written is passed over, and so is any other that is none.

        :raises UnreadableFile: there is something else than a regular file, or it may not be read
        """
        try:
            for line in read_lines(self.path, self._limit, _LONGEST_LINE):
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(entry, dict):
                    yield entry
        except UnreadableFile as error:
            # not there when it was opened: another process may have written its first line since. A dangling link is no such file
            if not isinstance(error.__cause__, FileNotFoundError) or self.path.is_symlink():
                raise


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
