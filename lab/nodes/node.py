"""A node of the lab: a host of its own, made of namespaces, with its own network, name, processes and file trees."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from lab.errors import LabError
from lab.layout import GUEST_BRIDGE, MANAGEMENT, MANAGEMENT_BRIDGE, Layout
from lab.nodes import cgroups, network
from lab.shell import run
from lab.wait import wait_for

OVERLAID = ("/etc", "/var", "/usr/local")
"""What a node sees of the machine's files, and changes only for itself."""

OWN = ("/root", "/run")
"""What a node has of its own from the start: what root's shell does at login on this machine is no concern of its hosts."""

HIDDEN = (*OWN, "/tmp", "/dev", "/proc")  # noqa: S108 - named because nothing may lie there
"""What a node has of its own, and does not see of the machine."""

FIRST_PROCESS = Path(__file__).parent / "first_process.sh"

_ENDING = 60
"""Seconds that killed processes have to end: those of a container engine are many, and a busy machine takes its time."""

_ENVIRONMENT = {"HOME": "/root", "LANG": "C.UTF-8", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
"""What a program of a node finds in its environment: nothing of whoever started the lab."""


@dataclass(frozen=True)
class Node:
    """One node, whether it runs or not. All state is read from the kernel: nothing to go stale in a file."""

    name: str
    layout: Layout

    @property
    def namespace(self) -> str:
        """The name of its network namespace."""
        return f"lab-{self.name}"

    @property
    def tree(self) -> Path:
        """Where its own files lie."""
        return self.layout.node(self.name)

    def file(self, path: str) -> Path:
        """Where a file of the node (an absolute path in it, below what is OVERLAID or its OWN) lies on this machine."""
        inside = path.lstrip("/")
        return self.tree / inside if path.startswith(tuple(f"{own}/" for own in OWN)) else self.tree / "upper" / inside

    def write(self, path: str, text: str, *, mode: int = 0o644) -> None:
        """Write a file of the node, before it starts: what is written below an overlay later may not be seen in it."""
        target = self.file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=mode)
        target.write_text(text)

    def hide(self, path: str) -> None:
        """Have the node see an empty directory there, before it starts, where the machine has files of its own."""
        hidden = self.file(path)
        shutil.rmtree(hidden, ignore_errors=True)
        hidden.mkdir(parents=True)
        # an overlay merges directories, unless the upper one carries this mark
        os.setxattr(hidden, "trusted.overlay.opaque", b"y")

    def first_process(self) -> int | None:
        """The id, on this machine, of the node's first process; None when the node does not run."""
        first = [(len(ids), pid) for pid in self.processes() if (ids := _ids_within(pid))[-1:] == [1]]
        # a container of the node has a first process, too, in a namespace further in
        return min(first)[1] if first else None

    def start(
        self, first_program: Sequence[str | Path], *, on_guest_network: bool, in_cgroups: bool = False, root: Path = Path("/")
    ) -> None:
        """Start the node, whose files are written and of which nothing else is left, with first_program as its first process.

        :param in_cgroups: in control groups of its own, which the first program manages
        :param root: of the machine, or that of another Debian, whose programs and files it sees instead
        :raises LabError: its first process ended at once
        """
        for directory in OVERLAID:
            for layer in ("upper", "work"):
                (self.tree / layer / directory.lstrip("/")).mkdir(parents=True, exist_ok=True)
        for directory in OWN:
            (self.tree / directory.lstrip("/")).mkdir(parents=True, exist_ok=True)
        run(["ip", "netns", "add", self.namespace])
        run(["ip", "-netns", self.namespace, "link", "set", "lo", "up"])
        own = f"{self.layout.address(self.name)}/{MANAGEMENT.prefixlen}"
        network.plug(self.namespace, "mgmt0", MANAGEMENT_BRIDGE, address=own)
        if on_guest_network:
            network.plug(self.namespace, "guests0", GUEST_BRIDGE)
        self._launch(first_program, cgroups.make(self.name) if in_cgroups else [], root)

    def _launch(self, first_program: Sequence[str | Path], groups: Sequence[Path], root: Path) -> None:
        console, ready = self.tree / "console.log", self.tree / "ready"
        ready.unlink(missing_ok=True)
        # on its own from here: it outlives the command that started it
        words = ["setsid", "--fork"]
        if groups:
            # before the namespace is entered: there, other file systems lie below /sys
            words += ["/bin/sh", str(cgroups.ENTER), *map(str, groups), "--"]
        words += ["ip", "netns", "exec", self.namespace]
        words += ["unshare", *(["--cgroup"] if groups else []), "--mount", "--uts", "--pid", "--ipc", "--fork", "--kill-child"]
        words += [
            "/bin/sh",
            str(FIRST_PROCESS),
            self.name,
            str(self.tree),
            str(self.layout.memory),
            str(root),
            " ".join(OVERLAID),
            *map(str, first_program),
        ]
        with console.open("w") as stream:
            subprocess.run(words, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, cwd="/", env=_ENVIRONMENT, check=True)
        # before that, a command run inside would still write to this machine's own files
        wait_for(f"{self.name} to start (log: {console})", ready.exists, budget=10, interval=0.02)

    def inside(self, command: Sequence[str | Path]) -> list[str]:
        """The command that runs the given one inside the node.

        :raises LabError: the node does not run
        """
        first = self.first_process()
        if first is None:
            raise LabError(f"{self.name} does not run: `python -m lab up` starts it")
        namespaces = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup")
        return ["nsenter", "--target", str(first), *namespaces, "--root", "--wd=/", *map(str, command)]

    def run(self, command: Sequence[str | Path], *, log: Path | None = None, timeout: float = 300) -> str:
        """Run a command inside the node, as root. :raises LabError: it failed, or the node does not run"""
        return run(self.inside(command), env=_ENVIRONMENT, log=log, timeout=timeout)

    def stop(self) -> None:
        """End every process of the node and remove its namespace and files; whatever state it is in."""
        if self.namespace in network.namespaces():
            self._end_all()
            network.unplug(self.namespace)
            run(["ip", "netns", "delete", self.namespace])
        cgroups.remove(self.name)
        if self.tree.exists():
            shutil.rmtree(self.tree)

    def _end_all(self) -> None:
        deadline = time.monotonic() + _ENDING
        ending: set[int] = set()
        # a process leaves its namespace some time before it has ended
        while ending := {*self.processes(), *(pid for pid in ending if psutil.pid_exists(pid))}:
            if time.monotonic() > deadline:
                raise LabError(f"{self.name}: processes {sorted(ending)} do not end")
            # the first process takes all others with it; the rest is for a node that lost its first process, or never had one
            for pid in ending:
                _kill(pid)
            cgroups.thaw(self.name)
            time.sleep(0.02)

    def processes(self) -> Iterator[int]:
        """The ids, on this machine, of everything that runs in the node."""
        if self.namespace not in network.namespaces():
            return iter(())
        return (int(pid) for pid in run(["ip", "netns", "pids", self.namespace]).split())


def check_home(layout: Layout) -> None:
    """:raises LabError: nodes could not see their own files, because the lab's directory lies where they see other files"""
    for directory in (*OVERLAID, *HIDDEN):
        if layout.home.resolve().is_relative_to(directory):
            raise LabError(
                f"LAB_HOME={layout.home} lies below {directory}, where nodes have files of their own: choose another, such as /srv"
            )


def running_nodes(layout: Layout) -> list[Node]:
    """Every node of which there is a namespace or a file tree, sorted by name."""
    names = {name.removeprefix("lab-") for name in network.namespaces() if name.startswith("lab-")}
    if layout.nodes.exists():
        names |= {entry.name for entry in layout.nodes.iterdir()}
    return [Node(name, layout) for name in sorted(names)]


def _ids_within(pid: int) -> list[int]:
    """The ids that a process has, from this machine's namespace to the innermost that it belongs to; none where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return []
    return next(([int(id) for id in line.split()[1:]] for line in status.splitlines() if line.startswith("NSpid:")), [])


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
