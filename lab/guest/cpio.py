"""The archive format of an initramfs (cpio "newc"), written without being root and the same each time."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_TRAILER = "TRAILER!!!"


@dataclass(frozen=True)
class CpioEntry:
    """A file, directory or symbolic link: type and permission bits, and the content (a link's: where it points)."""

    mode: int
    content: bytes = b""


def file(content: bytes, *, executable: bool) -> CpioEntry:
    """A regular file."""
    return CpioEntry(stat.S_IFREG | (0o755 if executable else 0o644), content)


def link(target: str) -> CpioEntry:
    """A symbolic link."""
    return CpioEntry(stat.S_IFLNK | 0o777, target.encode())


def directory(permissions: int = 0o755) -> CpioEntry:
    """A directory."""
    return CpioEntry(stat.S_IFDIR | permissions)


def archive(entries: Mapping[str, CpioEntry]) -> bytes:
    """The archive of entries by their path (no leading slash), all of them root's; directories that are not named are added."""
    complete = dict(entries)
    for path in entries:
        for parent in PurePosixPath(path).parents:
            complete.setdefault(str(parent), directory())
    complete.pop(".", None)
    # sorted: a directory stands before what is in it
    records = [_record(path, complete[path], number) for number, path in enumerate(sorted(complete), start=1)]
    return b"".join(records) + _record(_TRAILER, CpioEntry(0), 0)


def _record(path: str, entry: CpioEntry, number: int) -> bytes:
    name = path.encode() + b"\0"
    # inode, mode, uid, gid, links, mtime, file size, device and its special file (major, minor each), name size, checksum
    fields = (number, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08x" % field for field in fields)
    return _padded(header + name) + _padded(entry.content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
