"""A program that operations run crashes, hangs, may not be run, or is missing; on one node alone, though all share its file."""

from dataclasses import dataclass
from random import Random
from shlex import quote

from conformance.model.operation import OperationKind
from lab.faults.fault import HostRole
from lab.faults.target import FaultTarget
from lab.fuzz.grammar import ALL, DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.restarts import HYPERVISOR, NOVA, restart_if_it_starts

HANG = 86399
"""Seconds that a program that hangs sleeps: no other program sleeps as long, so recovery knows them."""

_ENVIRONMENT = r"sed -n 's/^helper_command = \(.*\)\/privsep-helper.*/\1/p' /etc/nova/nova.conf | head -n 1"
_COPIES = (OperationKind.COLD_MIGRATION, OperationKind.RESIZE)
_FORGET = "rm -rf /var/cache/libvirt/qemu/capabilities"


@dataclass(frozen=True)
class RunProgram:
    """A program of a host, by its name. directory: None: the services' environment. restarts, later, part: as of a
    path that is used. also: what is done when it changes, and when it is as before.
    """

    name: str
    causes: tuple[str, ...]
    meets: tuple[OperationKind, ...] = ALL
    directory: str | None = "/usr/bin"
    restarts: tuple[str, ...] = ()
    later: tuple[str, ...] = (NOVA,)
    also: str = "true"
    part: HostRole | None = None


PROGRAMS = (
    RunProgram("qemu-img", ("host-tool-broken", "image-invalid"), later=()),
    RunProgram(
        "qemu-system-x86_64",
        ("host-tool-broken", "hypervisor-down", "firmware-or-device-unsupported"),
        later=HYPERVISOR,
        also=_FORGET,
    ),
    RunProgram("ssh", ("host-tool-broken", "resize-ssh-failed"), _COPIES, later=(), part=HostRole.SOURCE),
    RunProgram("scp", ("host-tool-broken", "resize-ssh-failed"), _COPIES, later=(), part=HostRole.SOURCE),
    RunProgram("privsep-helper", ("host-tool-broken", "service-misconfigured", "vif-plug-timeout"), directory=None, restarts=(NOVA,)),
    RunProgram("ovs-vsctl", ("host-tool-broken", "vif-plug-timeout", "port-binding-failed")),
    RunProgram("genisoimage", ("host-tool-broken",), (OperationKind.BOOT, OperationKind.HARD_REBOOT, *_COPIES), later=()),
)
"""mkisofs is a link to genisoimage, and Nova runs the latter."""

_SAYS = {
    "crashes": "crashes with signal 11",
    "lacks-a-library": "cannot load a shared library",
    "fails": "ends with 1 and says that a resource is temporarily unavailable",
    "hangs": "hangs",
    "not-executable": "may not be run",
    "missing": "is missing",
}

WAYS = tuple(_SAYS)


def draw(draw: Random) -> DrawnFault:
    """A program, and what it does instead of its work."""
    program = draw.choice(PROGRAMS)
    return of_program(program, draw.choice(WAYS))


def of_program(program: RunProgram, way: str) -> DrawnFault:
    """The fault of that program that is broken in that way."""
    return DrawnFault(
        kind=FaultKind.PROGRAM,
        slug=slug(program.name, way),
        does=f"{program.name} {_SAYS[way]}",
        may_be_called=called(program.causes),
        inject=lambda target, _peer: _inject(target, program, way),
        meets=program.meets,
        part=program.part,
    )


def script(name: str, way: str) -> str:
    """What runs instead of the program; empty: it may not be run."""
    does = {
        "crashes": f"echo '{name}: Segmentation fault' >&2\nkill -s SEGV $$",
        "lacks-a-library": f"echo '{name}: error while loading shared libraries: libfuzz.so.1: cannot open shared object file: "
        "No such file or directory' >&2\nexit 127",
        "fails": f"echo '{name}: Resource temporarily unavailable' >&2\nexit 1",
        "hangs": f"exec sleep {HANG}",
    }
    return f"#!/bin/sh\n{does[way]}\n" if way in does else ""


def _inject(target: FaultTarget, program: RunProgram, way: str) -> None:
    directory = program.directory or target.sh(_ENVIRONMENT).strip()
    path, cover = f"{directory}/{program.name}", f"/run/lab-fuzz-{program.name}"
    target.sh(f"[ -e {quote(path)} ]")
    target.restart_later(*program.later)
    if way == "missing":
        _hide(target, directory, program, cover)
    else:
        # bound over the program that its links lead to, which the other nodes share
        target.change(
            f"printf %s {quote(script(program.name, way))} > {cover}; chmod {644 if way == 'not-executable' else 755} {cover}; "
            f"mount --bind {cover} {quote(path)}; {program.also}",
            f"while mountpoint -q {quote(path)}; do umount -l {quote(path)}; done; rm -f {cover}; "
            f"pkill --full '[s]leep {HANG}' || true; {program.also}",
        )
    restart_if_it_starts(target, *program.restarts)


def _hide(target: FaultTarget, directory: str, program: RunProgram, cover: str) -> None:
    """Show the directory without the program: through an overlay, in which a device 0:0 stands for what is deleted."""
    there = quote(directory)
    target.change(
        f"mkdir -p {cover}; mount -t tmpfs lab-fault {cover}; mknod {cover}/{program.name} c 0 0; "
        f"mount -t overlay -o lowerdir={cover}:{there} lab-fault {there}; {program.also}",
        f"while mountpoint -q {there}; do umount -l {there}; done; "
        f"while mountpoint -q {cover}; do umount -l {cover}; done; [ ! -d {cover} ] || rmdir {cover}; {program.also}",
    )
