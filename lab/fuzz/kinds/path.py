"""A path that operations use has another owner or mode, cannot be written, is missing, or is something else."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from shlex import quote

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, HostRole
from lab.faults.target import FaultTarget
from lab.fuzz.grammar import ALL, DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.restarts import AGENT, HYPERVISOR, LIBVIRT, LIBVIRT_LOG, NETWORK, NOVA, restart_if_it_starts

_AWAY = ".lab-fuzz-away"
_COPIES = (OperationKind.COLD_MIGRATION, OperationKind.RESIZE)


@dataclass(frozen=True)
class UsedPath:
    """A path of a host.

    ways: how it may be broken. causes: what that may be called. restarts: programs that see the change only when they start anew, now and
    after recovery. later: programs that are restarted after recovery alone, as what they hold open is no more what is there. part: the part
    that a host must take in a migration to use it; None: either.
    """

    path: str
    ways: tuple[str, ...]
    causes: tuple[str, ...]
    meets: tuple[OperationKind, ...] = ALL
    restarts: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    part: HostRole | None = None
    blamed: tuple[Blamed, ...] = (Blamed.TARGET,)


_DIRECTORY = ("owner", "closed", "read-only", "missing", "empty-file")
_CLOSED = ("closed", "read-only", "missing", "empty-file")
_FILE = ("read-only", "missing", "empty-file", "directory")
_KEY = ("open", "missing", "empty-file", "directory")
_CONFIGURED = ("missing", "empty-file", "directory")
_INSTANCES = ("instances-path-unusable", "service-misconfigured")
_LOGIN = ("resize-ssh-failed", "service-misconfigured")
_HYPERVISOR = ("hypervisor-down", "host-tool-broken", "service-misconfigured")
_SWITCH = ("vif-plug-timeout", "port-binding-failed", "network-mismatch", "service-misconfigured", "host-tool-broken")
_EITHER = (Blamed.TARGET, Blamed.PEER)

PATHS = (
    UsedPath("/var/lib/nova/instances", _DIRECTORY, (*_INSTANCES, "stale-host-state")),
    UsedPath("/var/lib/nova/instances/_base", _DIRECTORY, (*_INSTANCES, "image-download-failed", "image-invalid")),
    UsedPath("/var/lib/nova/instances/locks", _CLOSED, _INSTANCES),
    UsedPath("/var/lib/nova", _CLOSED, (*_INSTANCES, "compute-service-down"), restarts=(NOVA,)),
    UsedPath(
        "/var/lib/nova/compute_id", _CONFIGURED, ("service-misconfigured", "compute-service-down", "placement-conflict"), restarts=(NOVA,)
    ),
    UsedPath("/run/nova", _CLOSED, _INSTANCES, later=(NOVA,)),
    UsedPath("/root/.ssh/id_ed25519", _KEY, _LOGIN, _COPIES, part=HostRole.SOURCE, blamed=_EITHER),
    UsedPath("/root/.ssh/known_hosts", ("missing", "empty-file", "directory"), _LOGIN, _COPIES, part=HostRole.SOURCE, blamed=_EITHER),
    UsedPath(
        "/root/.ssh/authorized_keys",
        ("owner", "open", "empty-file"),
        _LOGIN,
        (OperationKind.COLD_MIGRATION,),
        part=HostRole.DESTINATION,
        blamed=_EITHER,
    ),
    UsedPath("/etc/nova/nova.conf", _CONFIGURED, ("service-misconfigured", "compute-service-down", "messaging-timeout"), restarts=(NOVA,)),
    UsedPath("/etc/neutron/neutron.conf", _CONFIGURED, (*_SWITCH, "network-allocation-failed", "messaging-timeout"), restarts=(AGENT,)),
    UsedPath(
        "/etc/libvirt/libvirtd.conf", ("directory",), (*_HYPERVISOR, "migration-network-blocked"), restarts=(LIBVIRT,), later=HYPERVISOR
    ),
    UsedPath(
        "/etc/libvirt/qemu.conf",
        ("directory", "empty-file"),
        (*_HYPERVISOR, "mac-denied", "instances-path-unusable"),
        restarts=(LIBVIRT,),
        later=HYPERVISOR,
    ),
    UsedPath("/run/libvirt/libvirt-sock", ("missing", "directory", "empty-file"), _HYPERVISOR, restarts=(NOVA,), later=HYPERVISOR),
    UsedPath("/run/libvirt/virtlogd-sock", ("missing", "directory", "empty-file"), _HYPERVISOR, later=(LIBVIRT_LOG, *HYPERVISOR)),
    UsedPath("/run/libvirt/qemu", ("missing", "read-only", "empty-file"), _HYPERVISOR, later=HYPERVISOR),
    UsedPath("/var/lib/libvirt/qemu", _CLOSED, (*_HYPERVISOR, "instances-path-unusable", "stale-host-state"), later=HYPERVISOR),
    UsedPath("/var/log/libvirt/qemu", _CLOSED, _HYPERVISOR, later=(LIBVIRT_LOG, *HYPERVISOR)),
    UsedPath("/run/openvswitch", ("missing", "empty-file"), _SWITCH, restarts=(AGENT,), later=NETWORK),
    UsedPath("/run/openvswitch/db.sock", _CONFIGURED, _SWITCH, restarts=(AGENT,), later=NETWORK),
    UsedPath("/var/lib/neutron", ("read-only", "missing", "empty-file"), _SWITCH, restarts=(AGENT,)),
    UsedPath("/run/neutron", ("read-only", "missing", "empty-file"), _SWITCH, restarts=(AGENT,)),
    UsedPath(
        "/dev/net/tun",
        ("missing", "empty-file"),
        ("host-tool-broken", "vif-plug-timeout", "firmware-or-device-unsupported", "mac-denied"),
    ),
)

_WORDS = {
    "owner": "belongs to nobody, with mode 700",
    "closed": "has mode 000",
    "open": "has mode 666",
    "read-only": "is mounted read-only",
    "missing": "is missing",
    "empty-file": "is an empty file",
    "directory": "is a directory",
}


def draw(draw: Random) -> DrawnFault:
    """A path, and how it is broken."""
    used = draw.choice(PATHS)
    return of_path(used, draw.choice(used.ways))


def of_path(used: UsedPath, way: str) -> DrawnFault:
    """The fault of that path that is broken in that way."""
    return DrawnFault(
        kind=FaultKind.PATH,
        slug=slug(used.path.strip("/"), way),
        does=f"{used.path} {_WORDS[way]}",
        may_be_called=called(used.causes),
        inject=lambda target, _peer: _inject(target, used, way),
        meets=used.meets,
        part=used.part,
        blamed=used.blamed,
    )


def _inject(target: FaultTarget, used: UsedPath, way: str) -> None:
    # one that nothing has made yet cannot be broken
    target.sh(f"[ -e {quote(used.path)} ]")
    target.restart_later(*used.later)
    _BREAK[way](target, used.path)
    restart_if_it_starts(target, *used.restarts)


def _rights(owner: str, mode: str) -> Callable[[FaultTarget, str], None]:
    def inject(target: FaultTarget, path: str) -> None:
        was_owner, was_mode = target.sh(f"stat --format='%u:%g %a' {quote(path)}").split()
        word = quote(path)
        target.change(
            f"chown {owner or was_owner} {word}; chmod {mode} {word}",
            f"[ ! -e {word} ] || {{ chown {was_owner} {word}; chmod {was_mode} {word}; }}",
        )

    return inject


def _read_only(target: FaultTarget, path: str) -> None:
    word = quote(path)
    target.change(
        f"mount --bind {word} {word}; mount -o remount,bind,ro {word}",
        f"while mountpoint -q {word}; do umount -l {word}; done",
    )


def _instead(make: str) -> Callable[[FaultTarget, str], None]:
    def inject(target: FaultTarget, path: str) -> None:
        there, away = quote(path), quote(path + _AWAY)
        # what services made in its place goes; it itself comes back as it was
        target.change(
            f"mv -T {there} {away}; {make.format(path=there)}",
            f"if [ -e {away} ] || [ -L {away} ]; then rm -rf {there}; mv -T {away} {there}; fi",
        )

    return inject


_BREAK: dict[str, Callable[[FaultTarget, str], None]] = {
    "owner": _rights("65534:65534", "700"),
    "closed": _rights("", "000"),
    "open": _rights("", "666"),
    "read-only": _read_only,
    "missing": _instead("true"),
    "empty-file": _instead(": > {path}"),
    "directory": _instead("mkdir {path}"),
}
