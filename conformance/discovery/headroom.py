"""Whether hosts have room for the run's own instances, looked at before any is asked for: a full host is not to be disturbed."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import PLACEMENT, Refused, call, service_of
from conformance.cloud.wait import NothingSeen, OnlyErrors, read_with_retry
from conformance.config.profile_model import Limits
from conformance.model.cloud_facts import ProviderInventory
from conformance.model.hosts import ComputeHost

_INSTANCES = 2
"""One that leaves, and one that arrives before the other has left."""

_AT_ONCE = 8
_PATIENCE = 30.0
_UNITS = {"VCPU": "VCPUs", "MEMORY_MB": "MiB of memory", "DISK_GB": "GiB of disk"}


def without_room(conn: Connection, hosts: Iterable[ComputeHost], needs: Mapping[str, int], limits: Limits) -> dict[str, str]:
    """The hosts on which Placement has no room for two instances and the headroom of the profile, and what is missing there.

    A host that Placement knows nothing of is not among them: that is for tests to find.

    :raises NotUnderstood: what is answered is none of Placement's documents
    """
    by_name = {host.hypervisor: host for host in hosts}
    try:
        ours = _ours(conn, by_name)
    except (NothingSeen, OnlyErrors, Refused):
        return {}
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as looking:
        missing = looking.map(lambda one: _missing(conn, one[1], needs, limits), ours)
        return {name: why for (name, _), why in zip(ours, missing, strict=True) if why}


def _ours(conn: Connection, by_name: Mapping[str, ComputeHost]) -> list[tuple[str, str]]:
    """The names of the hosts that Placement knows, and their providers' ids."""
    with understanding(conn, "placement", "resource providers"):
        providers = read_with_retry("resource providers", lambda: _get(conn, "/resource_providers")["resource_providers"], _PATIENCE)
        return [(by_name[one["name"]].name, str(one["uuid"])) for one in providers if one["name"] in by_name]


def _missing(conn: Connection, provider: str, needs: Mapping[str, int], limits: Limits) -> str | None:
    try:
        with understanding(conn, "placement", "inventories and usages"):
            return _shortage(conn, provider, needs, limits)
    except (NothingSeen, OnlyErrors, Refused):
        return None


def _shortage(conn: Connection, provider: str, needs: Mapping[str, int], limits: Limits) -> str | None:
    inventories = read_with_retry(
        "inventories", lambda: _get(conn, f"/resource_providers/{provider}/inventories")["inventories"], _PATIENCE
    )
    usages = read_with_retry("usages", lambda: _get(conn, f"/resource_providers/{provider}/usages")["usages"], _PATIENCE)
    for name, need in needs.items():
        if not need or name not in inventories:
            continue
        free = _inventory(inventories[name], usages.get(name, 0)).free
        wanted = _INSTANCES * need + limits.headroom.get(name, 0)
        if free < wanted:
            return f"{free:g} {_UNITS.get(name, name)} are free, and a run wants {wanted:g}"
    return None


def _inventory(said: dict[str, Any], used: int) -> ProviderInventory:
    return ProviderInventory(total=said["total"], reserved=said.get("reserved", 0), ratio=said.get("allocation_ratio", 1.0), used=used)


def _get(conn: Connection, path: str) -> Any:
    return call(service_of(conn, "placement"), "GET", path, microversion=PLACEMENT).json()
