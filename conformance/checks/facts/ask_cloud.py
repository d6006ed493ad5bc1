"""What the cloud's APIs say of the whole."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection
from pydantic import TypeAdapter

from conformance.cloud.lists import listed_in_pages
from conformance.cloud.nova import MIGRATIONS, PLACEMENT, READ, Refused, call
from conformance.cloud.wait import Transient
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.cloud_facts import Agent, CloudFacts, Image, Provider, ProviderInventory, ServerRecord, ServiceRecord
from conformance.model.errors import SuiteFault
from conformance.model.facts import UnreadFact
from conformance.model.site import Site

T = TypeVar("T")
D = TypeVar("D")

_PAGE = 1000
_MOST_WORDS = 4000
"""Characters that are kept of an error: it may be a whole page."""
_NO_ANSWER = "UNKNOWN"
"""The status of a service or server whose cell does not answer Nova's API."""
_INTERFACES = ("interface_mappings", "device_mappings")
"""Of agents of Linux bridge and Macvtap, and of SR-IOV."""
_ANY: TypeAdapter[Any] = TypeAdapter(Any)
_NUMA_SPECS = ("hw:numa_nodes", "hw:mem_page_size")
_BEGINNINGS = {b"QFI\xfb": "qcow2", b"KDMV": "vmdk", b"conectix": "vhd", b"vhdxfile": "vhdx", b"# Disk DescriptorFile": "vmdk"}


def ask_cloud(conn: Connection, site: Site) -> CloudFacts:
    """All of it; what an API does not tell is a gap."""
    asked = _Asked(conn)
    # before the servers that hold them: what is newly made is then in both
    providers = asked.read("providers", lambda: tuple(_providers(conn)), ())
    ports = asked.read("orphaned_ports", lambda: _ports(conn), {})
    servers = asked.read("servers", lambda: tuple(_servers(conn)), ())
    known = {server.id for server in servers}
    services, now = asked.read("services", lambda: _services(conn), ((), datetime.now(UTC)))
    agents = asked.read("agents", lambda: tuple(_agents(conn)), ())
    if not agents and not asked.missed("agents"):
        # Neutron refuses nobody: who may not list agents is told that there are none
        asked.gaps.append(
            UnreadFact(what="agents", why="Neutron lists no agents: none has ever reported, or policy get_agent hides them from us")
        )
    return CloudFacts(
        gathered=now,
        services=services,
        volume_services=asked.read("volume_services", lambda: _volume_services(conn), None),
        hypervisors=asked.read("hypervisors", lambda: _hypervisors(conn), {}),
        agents=agents,
        providers=providers,
        servers=servers,
        orphaned_allocations=asked.read("orphaned_allocations", lambda: _orphans(conn, providers, known, asked), {}),
        orphaned_ports=asked.read("orphaned_ports", lambda: _lost_ports(conn, ports, known, asked), ()),
        numa_flavors=asked.read("numa_flavors", lambda: tuple(_numa_flavors(conn)), ()),
        image=asked.read("image", lambda: _image(conn, site.image), None),
        gaps=tuple(asked.gaps),
    )


class _Asked:
    """Keeps what could not be read."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.gaps: list[UnreadFact] = []

    def read(self, what: str, read: Callable[[], T], otherwise: D) -> T | D:
        try:
            found = read()
            # what cannot be written to facts.json, and be read from it, is no answer either
            _ANY.validate_json(_ANY.dump_json(found))
        except (Refused, Transient, SuiteFault, exceptions.SDKException, keystone.ClientException) as trouble:
            self.gaps.append(UnreadFact(what=what, why=str(trouble)[:_MOST_WORDS]))
        except NOT_UNDERSTOOD as error:
            self.gaps.append(UnreadFact(what=what, why=f"what the API says is not understood ({oddity(error)})"))
        else:
            return found
        return otherwise

    def missed(self, what: str) -> bool:
        return any(gap.what == what for gap in self.gaps)


def _get(service: Any, path: str, **request: Any) -> Any:
    return call(service, "GET", path, **request).json()


def _moment(text: str | None) -> datetime | None:
    """A moment that an API wrote, in UTC with or without saying so."""
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _services(conn: Connection) -> tuple[tuple[ServiceRecord, ...], datetime]:
    """Nova's, and what time it was for its API."""
    answer = call(conn.compute, "GET", "/os-services", microversion=READ)
    return tuple(map(_service, answer.json()["services"])), _clock(answer.headers.get("Date"))


def _clock(date: str | None) -> datetime:
    """The moment of an HTTP header, which is in UTC; by our own clock where it does not tell one."""
    try:
        return parsedate_to_datetime(date or "").replace(tzinfo=UTC)
    except NOT_UNDERSTOOD:
        return datetime.now(UTC)


def _volume_services(conn: Connection) -> tuple[ServiceRecord, ...] | None:
    """Cinder's; None where the cloud has no block storage."""
    try:
        return tuple(map(_service, _get(conn.block_storage, "/os-services")["services"]))
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException):
        return None


def _service(found: dict[str, Any]) -> ServiceRecord:
    """Nova and Cinder list their services alike. Of one whose cell does not answer, Nova tells no more than what it is and where."""
    if found["status"] == _NO_ANSWER:
        return ServiceRecord(binary=found["binary"], host=found["host"], enabled=True, up=False, cell_answers=False)
    return ServiceRecord(
        binary=found["binary"],
        host=found["host"],
        enabled=found["status"] == "enabled",
        up=found["state"] == "up",
        reported=_moment(found.get("updated_at")),
    )


def _hypervisors(conn: Connection) -> dict[str, str]:
    found = listed_in_pages(conn.compute, "/os-hypervisors/detail", "hypervisors", {"limit": str(_PAGE)}, microversion=READ)
    return {one["hypervisor_hostname"]: one["service"]["host"] for one in found}


def _agents(conn: Connection) -> Iterator[Agent]:
    for found in listed_in_pages(conn.network, "/agents", "agents"):
        settings = found.get("configurations") or {}
        yield Agent(
            kind=found["agent_type"],
            host=found["host"],
            alive=bool(found["alive"]),
            enabled=bool(found["admin_state_up"]),
            # as the agent of Open vSwitch writes it, and as Neutron does for OVN's
            mappings=_mappings(settings.get("bridge_mappings") or settings.get("bridge-mappings")),
            interfaces=tuple(sorted(name for key in _INTERFACES for name in settings.get(key) or {})),
            tunnel_address=settings.get("tunneling_ip") or None,
        )


def _mappings(said: Any) -> dict[str, str]:
    """The OVS agent tells a mapping; OVN's, by another name, pairs in words, in one text or in a list."""
    if isinstance(said, dict):
        return dict(said)
    texts = said if isinstance(said, list) else [said]
    pairs = (pair.strip() for text in texts if isinstance(text, str) for pair in text.split(","))
    return dict(pair.split(":", 1) for pair in pairs if ":" in pair)


def _providers(conn: Connection) -> Iterator[Provider]:
    for found in _get(conn.placement, "/resource_providers", microversion=PLACEMENT)["resource_providers"]:
        path = f"/resource_providers/{found['uuid']}"
        if found.get("root_provider_uuid", found["uuid"]) != found["uuid"]:
            continue
        inventories = _get(conn.placement, f"{path}/inventories", microversion=PLACEMENT)["inventories"]
        usages = _get(conn.placement, f"{path}/usages", microversion=PLACEMENT)["usages"]
        yield Provider(
            id=found["uuid"],
            name=found["name"],
            inventory={
                name: ProviderInventory(
                    total=one["total"], reserved=one["reserved"], ratio=one["allocation_ratio"], used=usages.get(name, 0)
                )
                for name, one in inventories.items()
            },
            consumers=tuple(sorted(_get(conn.placement, f"{path}/allocations", microversion=PLACEMENT)["allocations"])),
        )


def _servers(conn: Connection) -> Iterator[ServerRecord]:
    query = {"all_tenants": "1", "limit": str(_PAGE)}
    for found in listed_in_pages(conn.compute, "/servers/detail", "servers", query, microversion=READ):
        yield ServerRecord(
            id=found["id"],
            name="" if found["status"] == _NO_ANSWER else found["name"],
            status=found["status"],
            host=found.get("OS-EXT-SRV-ATTR:host"),
            updated=_moment(found.get("updated")) or datetime.now(UTC),
        )


def _ports(conn: Connection) -> dict[str, str]:
    """Ports that Neutron keeps for servers, and the servers' ids."""
    found = listed_in_pages(conn.network, "/ports", "ports", {"fields": ["id", "device_id", "device_owner"]})
    return {port["id"]: port["device_id"] for port in found if port["device_owner"].startswith("compute:") and port["device_id"]}


def _gone(conn: Connection, server: str) -> bool:
    """Whether there is no such server. One that was made while we looked is in no list yet, but is there."""
    try:
        call(conn.compute, "GET", f"/servers/{server}", microversion=READ)
    except Refused as refused:
        if refused.status == 404:
            return True
        raise
    return False


def _lost_ports(conn: Connection, ports: dict[str, str], servers: set[str], asked: _Asked) -> tuple[str, ...]:
    if asked.missed("servers") or asked.missed("orphaned_ports"):
        raise ValueError("the servers or ports could not be listed")
    suspects = sorted(port for port, server in ports.items() if server not in servers and _gone(conn, server))
    return tuple(port for port in suspects if _is_there(conn.network, f"/ports/{port}"))


def _is_there(service: Any, path: str) -> bool:
    try:
        call(service, "GET", path)
    except Refused as refused:
        if refused.status == 404:
            return False
        raise
    return True


def _migrates(conn: Connection, uuid: str) -> bool:
    """Whether Nova has a migration of that uuid: it cannot be asked for one, but refuses a page that is to follow one that is not there.

    The list of all grows for as long as a cloud lives, and Nova ends it after 1,000: old ones that still go on would be missed.
    """
    try:
        call(conn.compute, "GET", "/os-migrations", microversion=MIGRATIONS, params={"marker": uuid, "limit": "1"})
    except Refused as refused:
        if refused.status == 400:
            return False
        raise
    return True


def _orphans(conn: Connection, providers: tuple[Provider, ...], servers: set[str], asked: _Asked) -> dict[str, str]:
    """Consumers that are neither a server nor a migration and still hold something, and the provider that they hold it of."""
    if asked.missed("servers") or asked.missed("providers"):
        raise ValueError("the servers or providers could not be listed")
    held = {consumer: provider.name for provider in providers for consumer in provider.consumers if consumer not in servers}
    return {
        consumer: provider
        for consumer, provider in held.items()
        if not _migrates(conn, consumer)
        and _gone(conn, consumer)
        and _get(conn.placement, f"/allocations/{consumer}", microversion=PLACEMENT)["allocations"]
    }


def _numa_flavors(conn: Connection) -> Iterator[str]:
    """Flavors of any project that only NUMATopologyFilter can place rightly."""
    query = {"is_public": "None", "limit": str(_PAGE)}
    for found in listed_in_pages(conn.compute, "/flavors/detail", "flavors", query, microversion=READ):
        specs = found.get("extra_specs") or {}
        if specs.get("hw:cpu_policy") in {"dedicated", "mixed"} or any(name in specs for name in _NUMA_SPECS):
            yield found["name"]


def _image(conn: Connection, id: str) -> Image:
    found = _get(conn.image, f"/images/{id}")
    name, size = found.get("name") or id, found.get("size") or 0
    begins_as = _begins_as(conn, id) if found["status"] == "active" and size else None
    return Image(name=name, status=found["status"], size=size, format=found.get("disk_format") or "", begins_as=begins_as)


def _begins_as(conn: Connection, id: str) -> str | None:
    """What the first bytes tell of the format: "" where they are those of no known one; None where the store gives no part of an image."""
    try:
        answer = call(conn.image, "GET", f"/images/{id}/file", headers={"Range": "bytes=0-63"}, stream=True)
    except (Refused, Transient):
        return None
    with answer:
        first = next(answer.iter_content(64), b"")
    return next((kind for beginning, kind in _BEGINNINGS.items() if first.startswith(beginning)), "") if first else None
