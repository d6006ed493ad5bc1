"""Whether anything of a run is still anywhere: looked at once all that its ledger has was removed, in the APIs and on the hosts."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection

from conformance.checks.facts.store import Facts, gathered
from conformance.cleanup import resources
from conformance.cleanup.cleanup import said
from conformance.cleanup.own_groups import own_groups
from conformance.cleanup.volumes import in_block_storage, of_run
from conformance.cloud.answers import understanding
from conformance.cloud.nova import PLACEMENT, Nova, Refused, call
from conformance.cloud.wait import DEFAULT_PACE, LastSeen, Pace, TimedOut, wait_until
from conformance.config.profile import Profile
from conformance.model.errors import SuiteFault
from conformance.model.site import Site
from conformance.probe.hosts import Hosts
from conformance.probe.libvirt import virsh
from conformance.run_dir.ledger import Entry, Kind, Ledger
from conformance.run_dir.marks import beginning, group_name
from conformance.target import Access

_SETTLES = 20.0
"""Seconds in which the last of what goes with a server (its port, its directory) may still go."""

_AT_ONCE = 8
_PORTS_AT_ONCE = 50

_ONLY_IF_MADE = frozenset({Kind.PORT, Kind.APPLICATION_CREDENTIAL})
"""Kinds that are looked for only where the run has made one."""

_WITH_VOLUMES = frozenset({Kind.ATTACHMENT, Kind.VOLUME_SNAPSHOT})
"""Kinds that are looked for with the volumes that they are of."""

_DIRECTORIES = "ls -1 -- %s"


@dataclass
class Leaks:
    """What was found. unseen: what could not be looked at, and why; it is neither clean nor a leak."""

    left: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """Where to look. hosts: None where they cannot be reached; names: of those to look at; instances: by host, where its instances are."""

    conn: Connection
    hosts: Hosts | None = None
    names: tuple[str, ...] = ()
    instances: Mapping[str, str] = field(default_factory=dict)


def places_of(access: Access, profile: Profile, site: Site, run_dir: Path) -> Places:
    """The APIs, and every host on which something of a run may be: those that Nova could put an instance on.

    :param run_dir: of the run, which may have read where each host keeps its instances
    """
    names = tuple(host.name for host in site.hosts if host.takes_part and host.up)
    known = _gathered(run_dir)
    said = {host.name: host.facts.instances_path for host in known.around(profile).all} if known else {}
    return Places(access.conn, access.hosts, names, {name: said.get(name) or profile.paths.instances for name in names})


def _gathered(run_dir: Path) -> Facts | None:
    """None if they cannot be read: then an instances path is the profile's."""
    try:
        return gathered(run_dir)
    except SuiteFault:
        return None


def find_leaks(ledger: Ledger, places: Places, *, pace: Pace = DEFAULT_PACE) -> Leaks:
    """Everything of the run that is still there."""
    ever = ledger.ever()
    leaks = Leaks()
    if not ever:
        return leaks
    looks = [*_in_apis(places.conn, ever, ledger.run), *_on_hosts(places, {entry.id for entry in ever if entry.id})]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as looking:
        for found, unseen in looking.map(lambda one: _settled(one[0], one[1], pace), looks):
            leaks.left += found
            leaks.unseen += unseen
    return leaks


def _settled(what: str, look: Callable[[], list[str]], pace: Pace) -> tuple[list[str], list[str]]:
    last: list[str] = []

    def looked() -> LastSeen[None]:
        last[:] = look()
        return LastSeen(not last, "; ".join(last), None)

    try:
        wait_until(f"{what} of this run gone", looked, _SETTLES, pace=pace)
    except TimedOut:
        return last, []
    except Exception as trouble:  # noqa: BLE001 - of whatever an API or a host answers: the other places are looked at all the same
        return [], [f"{what}: {said(trouble)}"]
    return [], []


def _in_apis(conn: Connection, ever: list[Entry], run: str) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    servers = {entry.id: entry.name for entry in ever if entry.kind is Kind.SERVER and entry.id}
    group = next((entry.id for entry in ever if entry.kind is Kind.SECURITY_GROUP), None)
    yield (
        "servers",
        lambda: [f"server {one.name} ({one.id}) is {one.status}" for one in Nova(conn).beginning(beginning(run)) if one.run == run],
    )
    yield "ports of servers", lambda: list(_ports(conn, servers))
    yield "Placement allocations", lambda: list(_allocations(conn, servers))
    for kind in Kind:
        if kind is Kind.SERVER:
            continue
        if kind is Kind.SECURITY_GROUP:
            yield "security-groups", lambda: [f"security-group {group_name(run)} ({id})" for id in own_groups(conn, run, group)]
        elif kind is Kind.VOLUME and in_block_storage(ever):
            yield "volumes", lambda: list(of_run(conn, run, ever))
        elif kind not in _WITH_VOLUMES and (kind not in _ONLY_IF_MADE or any(entry.kind is kind for entry in ever)):
            yield f"{kind}s", lambda kind=kind: _named(conn, kind, beginning(run))  # type: ignore[misc]


def _named(conn: Connection, kind: Kind, prefix: str) -> list[str]:
    """Of any other kind, what has the run's name, whether the run asked for it or not."""
    try:
        found = resources.find_all_of(conn, kind, prefix)
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException):
        # a cloud without such a service has none of them
        return []
    return [f"{kind} {one.name} ({one.id})" for one in found]


def _ports(conn: Connection, servers: dict[str, str]) -> Iterator[str]:
    ids = list(servers)
    for start in range(0, len(ids), _PORTS_AT_ONCE):
        query = [("device_id", id) for id in ids[start : start + _PORTS_AT_ONCE]]
        with understanding(conn, "network", "ports"):
            for port in call(conn.network, "GET", "/ports", params=[*query, ("fields", "id"), ("fields", "device_id")]).json()["ports"]:
                yield f"port {port['id']} of server {servers.get(port['device_id'], port['device_id'])}"


def _allocations(conn: Connection, servers: dict[str, str]) -> Iterator[str]:
    """Those of the servers, and of their migrations, which Nova still knows when the servers are gone."""
    for id, name in servers.items():
        consumers = {id: f"server {name}"}
        try:
            consumers |= {record.uuid: f"a migration of server {name}" for record in Nova(conn).migrations(id)}
        except Refused as refusal:
            if refusal.status != 404:
                raise
        for consumer, whose in consumers.items():
            with understanding(conn, "placement", "allocations"):
                held = call(conn.placement, "GET", f"/allocations/{consumer}", microversion=PLACEMENT).json()["allocations"]
                if held:
                    yield f"Placement allocation of {whose} ({consumer}) on {', '.join(sorted(held))}"


def _on_hosts(places: Places, ids: set[str]) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    hosts = places.hosts
    if hosts is None or not ids:
        return
    for name in places.names:
        yield f"domains on {name}", lambda name=name: _domains(hosts, name, ids)  # type: ignore[misc]
        yield f"directories on {name}", lambda name=name: _directories(hosts, places.instances[name], name, ids)  # type: ignore[misc]


def _domains(hosts: Hosts, name: str, ids: set[str]) -> list[str]:
    result = hosts.on(name).service("nova_libvirt").run(virsh(hosts.clients, "list", "--all", "--uuid"))
    if result.rc:
        raise SuiteFault(f"virsh: {result.stderr.strip()}")
    return [f"domain {id} on {name}" for id in result.stdout.split() if id in ids]


def _directories(hosts: Hosts, path: str, name: str, ids: set[str]) -> list[str]:
    result = hosts.on(name).service("nova_compute").run(_DIRECTORIES, path)
    if result.rc:
        raise SuiteFault(f"ls: {result.stderr.strip()}")
    # Nova's are named by the id, and by the id with _resize or _del after it
    return [f"directory {path}/{entry} on {name}" for entry in result.stdout.split() if entry.partition("_")[0] in ids]
