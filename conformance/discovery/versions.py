"""The versions of what a cloud runs."""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from openstack.connection import Connection
from pydantic import Field

from conformance.cloud.connection import listed
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import Hosts
from conformance.probe.libvirt import library_version, virsh
from conformance.transport.command import joined, part_of_package, quoted

_NOVA = "proc=%s\n"
"""Where the host shows its processes."""

_PROC = "/proc"

_LONGEST = 60
"""Characters that are kept of a version."""


class Versions(Noun):
    """Versions by what they are of.

    cloud: nova_api. hosts: of qemu, and where the hosts tell them nova and libvirt, by host. A host that cannot be asked is left out: its
    own tests say why.
    """

    cloud: dict[str, str] = Field(default_factory=dict)
    hosts: dict[str, dict[str, str]] = Field(default_factory=dict)

    @property
    def told(self) -> dict[str, str]:
        """All of them, each in a text that names hosts where they differ."""
        return self.cloud | {what: _told(by_host) for what, by_host in self.hosts.items()}


def find_versions(conn: Connection, hosts: Hosts | None, names: Sequence[str]) -> Versions:
    """The versions of what a cloud runs, and of what the named hosts run."""
    cloud = {}
    endpoint = conn.compute.get_endpoint_data()
    if endpoint is not None and endpoint.max_microversion:
        cloud["nova_api"] = ".".join(str(part) for part in endpoint.max_microversion)
    qemu = {hypervisor.name: hypervisor.hypervisor_version for hypervisor in listed(conn.compute.hypervisors(details=True))}
    found = {"qemu": {name: _dotted(version) for name, version in qemu.items() if version}}
    if hosts is not None:
        with ThreadPoolExecutor(max_workers=8) as pool:
            found["nova"] = dict(zip(names, pool.map(lambda name: _nova(hosts, name), names), strict=True))
            found["libvirt"] = dict(zip(names, pool.map(lambda name: _libvirt(hosts, name), names), strict=True))
    known = {what: {host: version for host, version in by_host.items() if version} for what, by_host in found.items()}
    return Versions(cloud=cloud, hosts={what: by_host for what, by_host in known.items() if by_host})


def _nova(hosts: Hosts, name: str) -> str:
    try:
        script = joined("", [quoted(_NOVA, _PROC), part_of_package("discovery/nova_version.sh")])
        result = hosts.on(name).service("nova_compute").run(script)
    except SuiteFault:
        return ""
    return result.stdout.strip()[:_LONGEST] if result.ok else ""


def _libvirt(hosts: Hosts, name: str) -> str:
    try:
        result = hosts.on(name).service("nova_libvirt").run(virsh(hosts.clients, "version"))
    except SuiteFault:
        return ""
    return library_version(result.stdout)[:_LONGEST]


def _dotted(version: int) -> str:
    """Libvirt's number for a version, 7002022, as people write it: 7.2.22."""
    return f"{version // 1_000_000}.{version // 1000 % 1000}.{version % 1000}"


def _told(by_host: dict[str, str]) -> str:
    """`9.0.0`; or `9.0.0 (a, b), 10.0.0 (c)` where hosts differ."""
    hosts = defaultdict(list)
    for host, version in sorted(by_host.items()):
        if version:
            hosts[version].append(host)
    if len(hosts) <= 1:
        return next(iter(hosts), "")
    return ", ".join(f"{version} ({', '.join(names)})" for version, names in hosts.items())
