"""Whether anybody but the user, or root, can have written a run's directory or a file that it names."""

import grp
import os
import pwd
import stat
from pathlib import Path

from conformance.site.profile import parent_of

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


def foreign_file(path: Path) -> str | None:
    """Why a file, or what a link leads to, is not to be relied on; None if it is the user's or root's own, or not there."""
    try:
        path = path.resolve()
        above = path.parent.stat()
        counts = _OTHERS if _others_come_to(path) else 0
        # in a directory with the sticky bit, nobody else can put another file in its place
        replaces = 0 if above.st_mode & stat.S_ISVTX else counts
        return _foreign(path, path.lstat(), counts) or _foreign(path.parent, above, replaces)
    except FileNotFoundError:
        return None
    except (OSError, RuntimeError) as trouble:
        # RuntimeError: a link that leads to itself
        return f"{path} cannot be looked at: {trouble}"


def foreign_profile(name_or_path: str) -> str | None:
    """Why a profile, or one that it extends, is not to be relied on; None if nobody but the user or root can have written it.

    One of the suite's own, which is given by name, is relied on.

    :raises UsageProblem: one of them cannot be read
    """
    seen: set[Path] = set()
    start = Path.cwd()
    while "/" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        path = (start / name_or_path).resolve()
        if path in seen:
            return None
        seen.add(path)
        why = foreign_file(path)
        if why:
            return why
        name_or_path, start = parent_of(str(path)) or "", path.parent
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
