"""What Placement says that an instance takes, and on which hosts."""

from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

from conformance.cloud.answers import understanding
from conformance.cloud.nova import PLACEMENT, call, service_of
from conformance.instances.context import RunContext
from conformance.model.instance import Instance


class Placement:
    """Reads allocations. Providers that belong to no compute host (shared storage) are left out.

    Each call raises NotUnderstood where what is answered is none of Placement's documents.
    """

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._roots: dict[str, str] = {}

    def hosts_of(self, instance: Instance) -> set[str]:
        """The compute hosts on which the instance holds allocations."""
        with self._understanding():
            return self._hosts(instance.id)

    def hosts_of_last_migration(self, instance: Instance) -> set[str]:
        """The compute hosts on which the instance's last migration holds allocations: none, once it is through.

        Those before were looked at when they were the last: with a chain of many, asking of all would be most of what a test asks.
        """
        records = self._run.nova.migrations(instance.id)
        with self._understanding():
            return {host for record in records[-1:] for host in self._hosts(record.uuid)}

    def _understanding(self) -> AbstractContextManager[None]:
        return understanding(self._run.conn, "placement", "allocations and resource providers")

    def _hosts(self, consumer: str) -> set[str]:
        providers = self._get(f"/allocations/{consumer}")["allocations"]
        roots = {self._root(provider) for provider in providers}
        return {self._host_of_root[root] for root in roots if root in self._host_of_root}

    @cached_property
    def _host_of_root(self) -> dict[str, str]:
        hosts = {host.hypervisor: host.name for host in self._run.site.hosts}
        providers = self._get("/resource_providers")["resource_providers"]
        return {provider["uuid"]: hosts[provider["name"]] for provider in providers if provider["name"] in hosts}

    def _root(self, provider: str) -> str:
        if provider not in self._roots:
            self._roots[provider] = str(self._get(f"/resource_providers/{provider}")["root_provider_uuid"])
        return self._roots[provider]

    def _get(self, path: str) -> Any:
        return call(service_of(self._run.conn, "placement"), "GET", path, microversion=PLACEMENT).json()
