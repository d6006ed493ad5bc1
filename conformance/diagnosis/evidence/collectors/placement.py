"""What Placement has, on the hosts of the operation, and what the server and its migrations hold there."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from conformance.cloud.nova import PLACEMENT, Nova, call
from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation

_MOST = 20
"""Hosts that are told of where the operation has none: its server could have gone to any."""


def placement(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """Inventory and usage of each provider of the operation's hosts (of all hosts, if it has none), then who holds what.

    :raises conformance.cloud.nova.Refused: Placement or Nova said no
    :raises conformance.cloud.wait.Transient: one of them gave no answer
    """
    hypervisors = {str(found.name): str(found.service_details["host"]) for found in conn.compute.hypervisors(details=True)}
    hosts = hosts_of(operation) or tuple(sorted(hypervisors.values()))[:_MOST]
    providers = _get(conn, "/resource_providers")["resource_providers"]
    roots = {provider["uuid"]: hypervisors[provider["name"]] for provider in providers if provider["name"] in hypervisors}
    for host in hosts:
        trees = [provider for provider in providers if roots.get(provider["root_provider_uuid"]) == host]
        lines = [_told(conn, provider) for provider in trees] or [f"{host}: Placement has no resource provider of it"]
        yield Evidence(source=Source.PLACEMENT, text="\n".join(lines), host=host, side=side_of(host, operation))
    if operation.server_id is not None:
        names = {provider["uuid"]: provider["name"] for provider in providers}
        consumers = {"the server": operation.server_id} | {
            f"migration {record.uuid} ({record.status})": record.uuid for record in Nova(conn).migrations(operation.server_id)
        }
        lines = [f"{who} holds {_held(conn, consumer, names)}" for who, consumer in consumers.items()]
        yield Evidence(source=Source.PLACEMENT, text="\n".join(lines))


def _told(conn: Connection, provider: dict[str, Any]) -> str:
    base = f"/resource_providers/{provider['uuid']}"
    usages = _get(conn, f"{base}/usages")["usages"]
    inventories = _get(conn, f"{base}/inventories")["inventories"]
    parts = [
        f"{name} used={usages.get(name, 0)} of {int((found['total'] - found['reserved']) * found['allocation_ratio'])} "
        f"(total={found['total']} reserved={found['reserved']} ratio={found['allocation_ratio']} max_unit={found['max_unit']})"
        for name, found in sorted(inventories.items())
    ]
    return f"provider {provider['name']}: {'; '.join(parts) or 'no inventory'}"


def _held(conn: Connection, consumer: str, names: dict[str, str]) -> str:
    allocations = _get(conn, f"/allocations/{consumer}")["allocations"]
    parts = [
        f"{names.get(provider, provider)}: {' '.join(f'{name}={amount}' for name, amount in sorted(found['resources'].items()))}"
        for provider, found in allocations.items()
    ]
    return "; ".join(parts) or "no allocations"


def _get(conn: Connection, path: str) -> Any:
    return call(conn.placement, "GET", path, microversion=PLACEMENT).json()
