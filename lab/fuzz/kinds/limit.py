"""The host has too little of something: space, inodes, memory, open files, processes."""

from dataclasses import dataclass
from random import Random
from shlex import quote

from lab.faults.target import FaultTarget
from lab.fuzz.grammar import DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.restarts import AGENT, HYPERVISOR, LIBVIRT, LIBVIRT_LOG, NOVA

_STAGE = "/run/lab-fuzz-full"


@dataclass(frozen=True)
class FullPlace:
    """A directory that may be full. later: what is restarted after recovery, as it holds open what lay there meanwhile."""

    path: str
    later: tuple[str, ...] = (NOVA,)
    causes: tuple[str, ...] = ("disk-full",)


PLACES = (
    FullPlace("/var/lib/nova/instances", causes=("disk-full", "no-valid-host")),
    FullPlace("/var/lib/libvirt/qemu", later=HYPERVISOR),
    FullPlace("/var/log/libvirt/qemu", later=(LIBVIRT_LOG, *HYPERVISOR)),
    FullPlace("/run/nova", causes=("disk-full", "instances-path-unusable")),
    FullPlace("/tmp"),  # noqa: S108 - a node has its own
)


@dataclass(frozen=True)
class Process:
    """A running program that may be limited. pattern: what its command line has."""

    name: str
    pattern: str
    down: str
    later: tuple[str, ...]


_LIBVIRT = Process(LIBVIRT, "sbin/[l]ibvirtd", "hypervisor-down", HYPERVISOR)
PROCESSES = (
    Process(NOVA, "bin/[n]ova-compute", "compute-service-down", (NOVA,)),
    _LIBVIRT,
    Process(AGENT, "bin/[n]eutron-openvswitch-agent", "vif-plug-timeout", (AGENT,)),
)


def draw(draw: Random) -> DrawnFault:
    """A resource, where, and how little is left of it."""
    kind = draw.choice(("space", "space", "inodes", "files", "memory", "processes"))
    if kind == "space":
        return of_space(draw.choice(PLACES), draw.choice((0, 1, 4)))
    if kind == "inodes":
        return of_inodes(draw.choice(PLACES), draw.choice((0, 2)))
    if kind == "files":
        return of_files(draw.choice(PROCESSES), draw.choice((0, 8)))
    return of_memory(draw.choice((0, 64))) if kind == "memory" else of_processes()


def of_space(place: FullPlace, left: int) -> DrawnFault:
    """The fault of a file system that is full. :param left: MiB that are free"""
    return DrawnFault(
        kind=FaultKind.LIMIT,
        slug=slug("space", place.path.strip("/"), str(left)),
        does=f"the file system of {place.path} has {left} MiB free",
        may_be_called=called(place.causes),
        inject=lambda target, _peer: _cover(target, place, "used", f"size=$((used + {left * 1024}))k"),
    )


def of_inodes(place: FullPlace, left: int) -> DrawnFault:
    """The fault of a file system without inodes. :param left: how many are free"""
    return DrawnFault(
        kind=FaultKind.LIMIT,
        slug=slug("inodes", place.path.strip("/"), str(left)),
        does=f"the file system of {place.path} has {left} inodes free",
        may_be_called=called(place.causes),
        inject=lambda target, _peer: _cover(target, place, "iused", f"nr_inodes=$((used + {left}))"),
    )


def of_files(process: Process, more: int) -> DrawnFault:
    """The fault of a program that may open no more files. :param more: how many beyond those that it has open"""

    def inject(target: FaultTarget, _peer: str) -> None:
        _limit(target, process, "nofile", f"$(($(ls /proc/$process/fd | wc -l) + {more}))")

    return DrawnFault(
        kind=FaultKind.LIMIT,
        slug=slug("files", process.name, str(more)),
        does=f"{process.name} may open {more} files more than it has open",
        may_be_called=called("host-tool-broken", "service-misconfigured", "memory-exhausted", process.down),
        inject=inject,
    )


def of_memory(more: int) -> DrawnFault:
    """The fault of a libvirtd whose guests get no memory. :param more: MiB of addresses beyond those that it has"""

    def inject(target: FaultTarget, _peer: str) -> None:
        had = "$(($(sed -n 's/^VmSize:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$process/status) * 1024"
        _limit(target, _LIBVIRT, "as", f"{had} + {more * 1024 * 1024}))")

    return DrawnFault(
        kind=FaultKind.LIMIT,
        slug=slug("memory", LIBVIRT, str(more)),
        does=f"libvirtd and the guests that it starts may have {more} MiB more than libvirtd has (RLIMIT_AS)",
        may_be_called=called("memory-exhausted", "hypervisor-down", "host-tool-broken"),
        inject=inject,
    )


def of_processes() -> DrawnFault:
    """The fault of a libvirtd whose guests may have one thread."""

    def inject(target: FaultTarget, _peer: str) -> None:
        _limit(target, _LIBVIRT, "nproc", "1")

    return DrawnFault(
        kind=FaultKind.LIMIT,
        slug=slug("processes", LIBVIRT),
        does="guests that libvirtd starts may have one thread (RLIMIT_NPROC)",
        may_be_called=called("host-tool-broken", "memory-exhausted", "hypervisor-down"),
        inject=inject,
    )


def _cover(target: FaultTarget, place: FullPlace, column: str, size: str) -> None:
    """Mount a copy of a directory over it that has just so much room: what lies there is there still."""
    path = quote(place.path)
    target.restart_later(*place.later)
    target.change(
        f"mkdir -p {_STAGE}; mount -t tmpfs -o size=4g lab-fault {_STAGE}; cp --archive --sparse=always {path}/. {_STAGE}/; "
        f"used=$(df -k --output={column} {_STAGE} | tail -n 1); mount -o remount,{size} {_STAGE}; "
        f"mount --bind {_STAGE} {path}; umount {_STAGE}",
        "; ".join(f"while mountpoint -q {at}; do umount -l {at}; done" for at in (_STAGE, path)) + f"; [ ! -d {_STAGE} ] || rmdir {_STAGE}",
    )


def _limit(target: FaultTarget, process: Process, resource: str, value: str) -> None:
    """Lower the soft limit of what runs: the hard one could not be raised again by every root."""
    find = f"pgrep --full '{process.pattern}'"
    each = f"for process in $({find}); do prlimit --pid $process --{resource}="
    hard = f"$(prlimit --pid $process --{resource} --output=HARD --noheadings | tr -d ' ')"
    target.restart_later(*process.later)
    # one that does not run cannot be limited
    target.change(f"{find} > /dev/null; {each}{value}:; done", f"{each}{hard}: || true; done")
