"""What there is in the lab's cloud and on its hosts, seen without the suites, before and after."""

from collections.abc import Iterable, Iterator
from typing import Any

import openstack
from openstack.connection import Connection

from lab.layout import Layout, is_compute
from lab.nodes.node import Node, running_nodes

_DOMAINS = ("virsh", "--connect", "qemu:///system", "list", "--all", "--uuid")
_DIRECTORIES = ("ls", "-1", "/var/lib/nova/instances")
_NOVAS_OWN = frozenset({"_base", "locks", "compute_nodes", "compute_id"})

_PLACEMENT = {"OpenStack-API-Version": "placement 1.14"}


def inventory(layout: Layout) -> frozenset[str]:
    """Every resource that a run could leave, in words: of all projects, and on all compute hosts."""
    with openstack.connect(cloud="lab") as conn:
        hosts = [node for node in running_nodes(layout) if is_compute(node.name)]
        return frozenset([*_resources(conn), *_allocations(conn), *_on_hosts(hosts)])


def in_flight() -> list[str]:
    """What the servers there are do just now."""
    with openstack.connect(cloud="lab") as conn:
        return ["/".join(filter(None, (one.status, one.task_state))) for one in conn.compute.servers(all_projects=True)]


def _resources(conn: Connection) -> Iterator[str]:
    kinds: dict[str, Iterable[Any]] = {
        "server": conn.compute.servers(all_projects=True),
        "flavor": conn.compute.flavors(),
        "keypair": conn.compute.keypairs(),
        "server group": conn.compute.server_groups(),
        "image": conn.image.images(),
        "port": conn.network.ports(),
        "security group": conn.network.security_groups(),
    }
    for kind, items in kinds.items():
        yield from (f"{kind} {item.name or item.id}" for item in items)


def _allocations(conn: Connection) -> Iterator[str]:
    for provider in conn.placement.get("/resource_providers", headers=_PLACEMENT).json()["resource_providers"]:
        answer = conn.placement.get(f"/resource_providers/{provider['uuid']}/allocations", headers=_PLACEMENT).json()
        yield from (f"allocation of {consumer} on {provider['name']}" for consumer in answer["allocations"])


def _on_hosts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from (f"domain {id} on {node.name}" for id in node.run(_DOMAINS).split())
        yield from (f"directory {name} on {node.name}" for name in node.run(_DIRECTORIES).split() if name not in _NOVAS_OWN)
