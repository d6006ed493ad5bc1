"""Control groups of a node whose first process manages them: systemd, and a container engine below it."""

import time
from contextlib import suppress
from pathlib import Path

from lab.errors import LabError

ENTER = Path(__file__).parent / "enter_cgroups.sh"
"""Puts itself into groups, then becomes the command: `ENTER GROUP ... -- COMMAND ...`."""

_MOUNTS = Path("/proc/self/mounts")


def make(name: str) -> list[Path]:
    """The node's own group in every hierarchy of this machine, made where it is missing.

    :raises LabError: the machine has no control groups that can be given to a node
    """
    groups = [hierarchy / _name(name) for hierarchy in _hierarchies()]
    if not groups:
        raise LabError("this machine has no control groups (/proc/self/mounts): services in containers need them")
    for group in groups:
        group.mkdir(exist_ok=True)
        # a new group of this controller takes no process before it has processors and memory of its own
        for given in ("cpuset.cpus", "cpuset.mems"):
            if (group / given).exists():
                (group / given).write_text((group.parent / given).read_text())
        if (group / "cgroup.clone_children").exists():
            (group / "cgroup.clone_children").write_text("1")
    return groups


def thaw(name: str) -> None:
    """Have processes of the node go on that a container engine has paused, or was about to kill: one that is frozen cannot even end."""
    for hierarchy in _hierarchies():
        for state, word in (("freezer.state", "THAWED"), ("cgroup.freeze", "0")):
            for frozen in (hierarchy / _name(name)).rglob(state):
                with suppress(OSError):
                    frozen.write_text(word)


def remove(name: str) -> None:
    """Remove the node's groups, all of whose processes have ended. :raises LabError: one cannot be removed"""
    for hierarchy in _hierarchies():
        group = hierarchy / _name(name)
        deadline = time.monotonic() + 5
        while group.exists():
            # the innermost first; the kernel may hold a group for a moment after its last process has ended
            for below in sorted((path for path in group.rglob("*") if path.is_dir()), key=lambda path: -len(path.parts)):
                with suppress(OSError):
                    below.rmdir()
            try:
                group.rmdir()
            except OSError as error:
                if time.monotonic() > deadline:
                    raise LabError(f"the control group {group} cannot be removed: {error.strerror}") from error
                time.sleep(0.05)


def _hierarchies() -> list[Path]:
    """Where this machine's hierarchies with controllers are mounted: those of the first version, else the unified one."""
    mounts = [line.split() for line in _MOUNTS.read_text().splitlines()]
    return _of_kind(mounts, "cgroup") or _of_kind(mounts, "cgroup2")


def _of_kind(mounts: list[list[str]], kind: str) -> list[Path]:
    return sorted({Path(fields[1]) for fields in mounts if fields[2] == kind})


def _name(node: str) -> str:
    """Of a node's group. Labs in network namespaces of their own have nodes of the same names, and see the same groups."""
    return f"conformance-lab-{Path('/proc/self/ns/net').stat().st_ino}-{node}"
