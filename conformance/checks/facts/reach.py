"""Whether each host reaches each other where guests go: libvirt's port, both ends of QEMU's, and SSH. One round trip a host."""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from conformance.checks.host import Host
from conformance.input.bounded import TIMED_OUT
from conformance.input.names import is_address, shown
from conformance.input.understanding import NOT_UNDERSTOOD
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import Connectivity
from conformance.probe.chunks import Chunk, told
from conformance.probe.hosts import HostAccess, Hosts
from conformance.probe.program import whole
from conformance.transport.command import joined, part_of_package, words

LIBVIRT, QEMU, SSH = "libvirt", "qemu", "ssh"

_PORTS = {"tcp": 16509, "tls": 16514, "ssh": 22, "libssh": 22, "libssh2": 22}
_LIMIT = 50
"""Seconds after which a host begins no further try: eight at once, of three seconds at most. What was not tried is not known."""

_BUDGET = 60.0
"""Seconds after which its tries are ended."""

_MOST = 1024**2
"""Bytes of an answer that are read: of a thousand hosts, a line each."""

_MOST_WORDS = 400
"""Characters that are kept of why a way is barred."""


class _Answer(NamedTuple):
    """How a login ends, and its last words."""

    rc: int
    said: str


_CONFINED = _Answer(1, "Forbidden")
"""What openstack-nova-migration of RDO (TripleO, RHOSP) answers to commands that Nova does not use, once its user is logged in."""


def libvirt_port(host: Host) -> int | None:
    """The port of other hosts' libvirt that this one calls; None where its scheme has none that is known.

    :raises CloudFault: live_migration_uri leads to no host
    """
    _, port = host.conf.libvirt_of(host.name)
    return port or _PORTS.get(host.conf.live_migration_scheme)


def live_address(host: Host) -> str:
    """Where running guests are sent that come to this host."""
    return host.conf.live_migration_inbound_addr or host.name


def cold_address(host: Host) -> str:
    """Where the disks of other guests are sent that come to this host."""
    return (host.conf.migration_address or host.name).replace("%s", host.name)


def by_ssh(host: Host) -> bool:
    """Whether Nova gets files to other hosts by SSH; Canonical's snap has an HTTP server on each for that."""
    return host.conf.remote_filesystem_transport != "http"


def try_ways(host: Host, hosts: Hosts) -> tuple[Connectivity, ...]:
    """Try all ways from one host. A way that could not be tried is not among those returned. Nothing is raised."""
    with suppress(*NOT_UNDERSTOOD):
        return _ways(host, hosts)
    return ()


def _ways(host: Host, hosts: Hosts) -> tuple[Connectivity, ...]:
    access = hosts.on(host.name)
    others = host.around.others(host.name)
    # each host begins with another, so that they do not all knock at the same door
    start = next((number for number, other in enumerate(others) if other.name > host.name), 0)
    others = (*others[start:], *others[:start])
    tries: list[tuple[str, HostAccess, list[tuple[str, str, int]]]] = []
    for kind in (LIBVIRT, QEMU, SSH):
        try:
            targets = list(_targets(kind, host, others))
            tries.append((kind, access.service("nova_compute") if kind == SSH else access, targets))
        except (SuiteFault, CloudFault):
            continue
    with ThreadPoolExecutor(max_workers=3) as pool:
        return tuple(way for found in pool.map(lambda one: _try(host.name, *one), tries) for way in found)


def _targets(kind: str, host: Host, others: Sequence[Host]) -> Iterator[tuple[str, str, int]]:
    """Name, address and port."""
    port = libvirt_port(host) if kind == LIBVIRT else None
    for other in others:
        try:
            if kind == SSH:
                if by_ssh(host):
                    yield other.name, cold_address(other), 22
            elif kind == QEMU:
                for end in dict.fromkeys(other.facts.migration_ports):
                    yield other.name, live_address(other), end
            elif port is not None:
                address, _ = host.conf.libvirt_of(live_address(other))
                yield other.name, address, port
        except (SuiteFault, CloudFault):
            continue


def _try(source: str, kind: str, place: HostAccess, targets: list[tuple[str, str, int]]) -> list[Connectivity]:
    found: dict[str, Connectivity] = {}
    addresses: dict[str, str] = {}
    ways: list[str] = []
    for name, address, port in targets:
        if is_address(address):
            addresses[name] = address
            ways.append(f"{name} {address} {port}")
        else:
            # the destination's own configuration said it: it is data of that host, and no other host gets to see it
            barred = f"{name} says that its address is {shown(address)}, which is neither an IP address nor a host name"
            found[name] = Connectivity(source=source, destination=name, kind=kind, target=shown(address), barred=barred)
    if not ways:
        return list(found.values())
    part = joined("\n", [words("set", "--", kind, *ways), part_of_package("checks/facts/shell/reach.sh", comments=False)])
    try:
        result = place.run(whole([part], _LIMIT), timeout=_BUDGET, limit=_MOST)
    except SuiteFault:
        return list(found.values())
    for chunk in told(result.stdout):
        with suppress(*NOT_UNDERSTOOD):
            # what was said otherwise tells of no way: those that nothing is told of count as not tried
            way = _way(source, kind, addresses, chunk)
            # of several ports of a host, one that is barred is enough
            if way.destination not in found or way.barred:
                found[way.destination] = way
    return list(found.values())


def _way(source: str, kind: str, addresses: Mapping[str, str], chunk: Chunk) -> Connectivity:
    _, name, port = chunk.name.split(" ")
    address = addresses[name]
    target = address if kind == SSH else f"{address}:{int(port)}"
    if chunk.rc is None:
        raise ValueError(chunk.why_not)
    return Connectivity(
        source=source, destination=name, kind=kind, target=target, barred=_barred(kind, chunk.rc, chunk.error[:_MOST_WORDS])
    )


def _barred(kind: str, rc: int, said: str) -> str | None:
    """Why the way is barred.

    QEMU listens only while it receives a guest: that it refuses says that no firewall is in the way. A login that runs only what Nova
    needs has let Nova in before it refuses the command.
    """
    if rc == 0 or (kind == QEMU and "refused" in said) or (kind == SSH and rc == _CONFINED.rc and said.strip() == _CONFINED.said):
        return None
    if rc in TIMED_OUT:
        return "no answer"
    # the shell begins with its own name, which is the address
    why = re.sub(r"^\S+: (line \d+: )?(connect: )?", "", said).strip() if kind != SSH else said.strip()
    return why or f"exit status {rc}"
