"""Hosts and clouds of which one thing is broken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from conformance.checks.host import AllHosts
from conformance.config.expectations import Expectations
from conformance.model.cloud_facts import ControlFacts, Provider, ProviderInventory, ServiceRecord
from conformance.model.facts import FileSystem, ServiceState
from selftests.checks.invariants.good import CONTROL, INVENTORY, NOW, PROFILE, around, host

EITHER = PROFILE.model_copy(update={"expect": Expectations(vif_plugging_is_fatal=None, guests_confined=False)})


TLS = {"libvirt/live_migration_scheme": "tls"}


def one(**changes: Any) -> AllHosts:
    """h1 with changes, beside a sound h2."""
    return around(host(**changes), host("h2"))


def services(**changes: Any) -> tuple[ServiceState, ...]:
    """nova_compute with changes, beside the others."""
    first, *others = host().services
    return (first.model_copy(update=changes), *others)


def path(free: int = 300000, inodes_free: int = 900, kind: str = "ext2/ext3") -> FileSystem:
    return FileSystem(path="/var/lib/nova/instances", kind=kind, size_mib=400000, free_mib=free, inodes=1000, inodes_free=inodes_free)


def provider(**inventory: ProviderInventory) -> dict[str, Any]:
    """h1 with some other inventory in Placement."""
    mine = Provider(id="h1", name="h1.example", inventory=INVENTORY | inventory)
    return {"providers": (mine, Provider(id="h2", name="h2.example", inventory=INVENTORY))}


def barred(kind: str, why: str) -> Callable[[str, str, str], str | None]:
    return lambda source, destination, way: why if (source, destination, way) == ("h1", "h2", kind) else None


def in_cloud(**changes: Any) -> AllHosts:
    return around(host(), host("h2"), cloud_changes=changes)


def control(**changes: Any) -> ControlFacts:
    return CONTROL.model_copy(update=changes)


def service(binary: str, *, up: bool = True, enabled: bool = True, age: int = 5) -> ServiceRecord:
    return ServiceRecord(binary=binary, host="c", enabled=enabled, up=up, reported=NOW - timedelta(seconds=age))


def under(place: str, **changes: Any) -> FileSystem:
    return path().model_copy(update={"path": place} | changes)
