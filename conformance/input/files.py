"""Reading files that somebody else may have written: only regular files are opened, and no more is read than a limit allows."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

MIB = 1 << 20
"""Bytes."""


class UnreadableFile(OSError):
    """A file that cannot be read as it must be; why says in a few words what is wrong, without the path."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.why = why


class TooLarge(UnreadableFile):
    """There is more in it than the limit allows."""

    def __init__(self, path: Path, limit: int) -> None:
        super().__init__(path, f"it has more than {size_in_words(limit)}, which is the limit")


def size_in_words(size: int) -> str:
    """A size in bytes, for people: `64 MiB`, `900 bytes`."""
    for unit, name in ((1 << 30, "GiB"), (MIB, "MiB"), (1 << 10, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size} bytes"


def is_file(path: Path) -> bool:
    """Whether a regular file is there; a path that cannot be one (too long, with a NUL byte, a loop of links) is none."""
    try:
        return path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def is_directory(path: Path) -> bool:
    """Whether a directory is there; a path that cannot be one is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError, RuntimeError):
        return False


def exists(path: Path) -> bool:
    """Whether anything is there; nothing is at a path that cannot be one."""
    try:
        return path.exists()
    except (OSError, ValueError, RuntimeError):
        return False


def open_regular(path: Path, *, follow: bool = True) -> IO[bytes]:
    """A regular file, opened for reading. Opening waits for nobody: a FIFO, a socket or a device is refused.

    :param follow: whether a symbolic link at the end of the path is followed
    :raises UnreadableFile: there is no such file, it is none, or it cannot be read
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError as error:
        raise UnreadableFile(path, "there is no such file") from error
    except OSError as error:
        raise UnreadableFile(path, _why(path, error)) from error
    except ValueError as error:
        raise UnreadableFile(path, "its name has a NUL byte") from error
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise UnreadableFile(path, f"this is {_kind(mode)}, not a file")
    return os.fdopen(handle, "rb")


def read_bytes(path: Path, limit: int) -> bytes:
    """The content of a regular file.

    :param limit: bytes
    :raises UnreadableFile: it cannot be read, or there is more in it (TooLarge)
    """
    with open_regular(path) as file:
        try:
            # the content counts, not the size that is told: a file may grow, and those in /proc tell 0
            content = file.read(limit + 1)
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read ({error.strerror})") from error
    if len(content) > limit:
        raise TooLarge(path, limit)
    return content


def read_text(path: Path, limit: int) -> str:
    """The text of a regular file; what is not UTF-8 in it is replaced.

    :param limit: bytes
    :raises UnreadableFile: it cannot be read, or there is more in it
    """
    return read_bytes(path, limit).decode("utf-8", "replace")


def read_json(path: Path, limit: int) -> Any:
    """What a JSON file holds.

    :param limit: bytes
    :raises UnreadableFile: it cannot be read, there is more in it, or it is no JSON
    """
    try:
        return json.loads(read_text(path, limit))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(path, f"it is not JSON: {error}") from error


def read_lines(path: Path, limit: int, longest: int) -> Iterator[str]:
    """The lines of a regular file, one in memory at a time, without their ends; what is not UTF-8 is replaced.

    Longer lines than the longest are left out, and so is all after the limit.

    :param limit: bytes that are read at most
    :param longest: bytes of a line
    :raises UnreadableFile: it cannot be read
    """
    with open_regular(path) as file:
        try:
            for line in bounded_lines(file, longest, limit):
                if line is not None:
                    yield line.decode("utf-8", "replace").removesuffix("\n")
        except UnreadableFile:
            raise
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read ({error.strerror})") from error


def bounded_lines(stream: IO[bytes], longest: int, limit: int | None = None) -> Iterator[bytes | None]:
    """The lines of a stream, with their ends; None for each that is longer than so many bytes, of which no more is kept in memory.

    :param longest: bytes of a line, with its end
    :param limit: bytes that are read at most, in all; None: all
    """
    read, too_long = 0, False
    while limit is None or read < limit:
        part = stream.readline(longest + 1)
        if not part:
            break
        read += len(part)
        ended = part.endswith(b"\n")
        if too_long or len(part) > longest:
            too_long = not ended
            if ended:
                yield None
        else:
            yield part
    if too_long:
        yield None


def _why(path: Path, error: OSError) -> str:
    """What opening a file failed with, in words."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        mode = 0
    if stat.S_ISSOCK(mode):
        return "this is a socket, not a file"
    return f"cannot be read ({error.strerror})"


def _kind(mode: int) -> str:
    names = {stat.S_IFDIR: "a directory", stat.S_IFIFO: "a named pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    return names.get(stat.S_IFMT(mode), "something else")
