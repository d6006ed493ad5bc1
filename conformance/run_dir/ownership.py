"""Whether anybody but the user, or root, can have written a run's directory or what is in it."""

import grp
import os
import pwd
import stat
from pathlib import Path

_OTHERS = 0o022
_ENTER = 0o011


def foreign_run(run_dir: Path) -> str | None:
    """Why the directory of a run is not to be relied on; None if nobody but the user or root can have changed what is in it.

    :raises OSError: it cannot be looked at
    """
    status = run_dir.lstat()
    above = _OTHERS if _others_come_to(run_dir) else 0
    why = _foreign(run_dir, status, above)
    if why:
        return why
    counts = above if status.st_mode & _ENTER else 0
    for path in sorted(run_dir.iterdir()):
        why = _foreign(path, path.lstat(), counts)
        if why:
            return why
    return None


def _others_come_to(path: Path) -> bool:
    """Whether others can enter every directory above: where they cannot, they cannot write to what is in it, whatever its mode says."""
    for directory in path.parent.resolve().joinpath("of it").parents:
        status = directory.stat()
        if status.st_uid in {os.geteuid(), 0} and not status.st_mode & _ENTER:
            return False
    return True


def _foreign(path: Path, status: os.stat_result, counts: int) -> str | None:
    """:param counts: the bits of its mode by which others could write to it"""
    if stat.S_ISLNK(status.st_mode):
        return f"{path} is a symbolic link"
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        return f"{path} is neither a file nor a directory"
    if status.st_uid not in {os.geteuid(), 0}:
        return f"{path} belongs to {_user(status.st_uid)}, not to {_user(os.geteuid())}"
    writable = status.st_mode & counts
    if writable & stat.S_IWOTH:
        return f"{path} can be written by everybody (mode {stat.S_IMODE(status.st_mode):o})"
    if writable & stat.S_IWGRP and not _is_own_group(status):
        return f"{path} can be written by group {_group(status.st_gid)} (mode {stat.S_IMODE(status.st_mode):o})"
    return None


def _is_own_group(status: os.stat_result) -> bool:
    """Whether the group is the one that a distribution gives each user, of that user's name and with nobody else in it."""
    try:
        user, group = pwd.getpwuid(status.st_uid), grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    return (user.pw_gid, user.pw_name) == (group.gr_gid, group.gr_name) and set(group.gr_mem) <= {user.pw_name}


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
