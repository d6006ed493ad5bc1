"""Where the sockets of kept SSH connections are: one directory a run, so that what killed processes leave can be found and removed."""

import os
import re
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

LONGEST = 90
"""Bytes: a socket's path has 107 at most, and ssh appends 17 while it makes it."""

_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4,16}")
"""The id of a run: nothing else becomes part of a path here."""

_NAME = 8
"""Characters of a socket's name."""


class Sockets:
    """A directory for the sockets of one process, which only its user can enter.

    :param run: the id of the run; all its processes share a directory, which remove_sockets() removes after the last of them. None, or
        where the path would be too long, or somebody else has the directory: one of its own
    """

    def __init__(self, run: str | None = None) -> None:
        self._own: tempfile.TemporaryDirectory[str] | None = None
        shared = _directory_of(run)
        if shared is None or len(os.fsencode(shared)) + 1 + _NAME > LONGEST or not _is_ours(shared, make=True):
            self._own = tempfile.TemporaryDirectory(prefix="conformance-")
            shared = Path(self._own.name)
        self._directory = shared

    def new(self) -> Path:
        """The path of one more socket; nothing is there yet."""
        return self._directory / secrets.token_hex(_NAME // 2)

    def close(self) -> None:
        """Remove the directory, unless other processes of the run share it."""
        if self._own:
            self._own.cleanup()


def has_sockets(run: str) -> bool:
    """Whether a directory for the sockets of that run is there.

    :param run: the id of the run; anything else has none
    """
    directory = _directory_of(run)
    return directory is not None and _is_ours(directory, make=False)


def remove_sockets(run: str) -> None:
    """Remove what a run's processes left, killed ones too; to be called when all of them have ended.

    :param run: the id of the run; anything else has left nothing
    """
    directory = _directory_of(run)
    if directory is None or not _is_ours(directory, make=False):
        return
    with suppress(OSError):
        for path in directory.iterdir():
            if stat.S_ISSOCK(path.lstat().st_mode):
                path.unlink()
        directory.rmdir()


def _directory_of(run: str | None) -> Path | None:
    return Path(tempfile.gettempdir()) / f"conformance-{run}" if run and _RUN.fullmatch(run) else None


def _is_ours(directory: Path, *, make: bool) -> bool:
    """Whether it is a directory that only this user can enter; made if it is missing and is to be made."""
    with suppress(OSError):
        if make:
            with suppress(FileExistsError):
                directory.mkdir(mode=0o700)
        found = directory.lstat()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == 0o700
    return False
