"""The compute hosts that Nova knows: those that can be tested, and the others with the reason why they are not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openstack.connection import Connection

from conformance.cloud.connection import listed, try_api
from conformance.discovery.inventory_names import has_alike
from conformance.input.names import is_address, shown
from conformance.inventory.reached import Inventory
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost

_TESTED = frozenset({"QEMU", "KVM", "FAKE"})
"""Nova's types of hypervisors, in capitals; fake is of its own test driver, which keeps a host's books and starts nothing."""

_NO_ANSWER = "UNKNOWN"
"""The status of a service whose cell does not answer Nova's API, which then tells no more than its name (since microversion 2.69)."""

_NO_HYPERVISOR = (
    "Nova has no hypervisor of it: bare metal without nodes, or a host that is mapped to no cell (look at: nova-manage cell_v2 list_hosts)"
)


@dataclass(frozen=True)
class KnownHosts:
    """Every host with a nova-compute service.

    hosts: those to boot on, sorted; disabled ones and those that are down too. untested: the others, which are no hypervisors of QEMU, and
    why. addresses: by host, where Nova says that its hypervisor is. doubled: by host, the names of its hypervisors, where it has several.
    """

    hosts: tuple[ComputeHost, ...]
    untested: Mapping[ComputeHost, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    doubled: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def refuse_doubled(self, names: Collection[str]) -> None:
        """See that each of the named hosts has one hypervisor. :raises UsageProblem: one has several"""
        for host in names:
            if host in self.doubled:
                known = self.doubled[host]
                raise UsageProblem(
                    f"compute host {host} has {len(known)} hypervisors in Nova, {' and '.join(known)}: its name has changed at some time. "
                    "Remove the stale compute node and its resource provider"
                )


def find_compute_hosts(conn: Connection, inventory: Inventory) -> KnownHosts:
    """Every host with a nova-compute service.

    :param inventory: a host that reports and has no hypervisor is one to test where this has it, as it then lacks its mapping to a cell
    :raises UsageProblem: there is none to test, the host of a service is neither a host name nor an IP address, or Nova does not answer as
        it should
    """
    return try_api(conn, "Nova", lambda: _known(conn, inventory))


def _known(conn: Connection, inventory: Inventory) -> KnownHosts:
    hypervisors: dict[str, list[Any]] = defaultdict(list)
    for hypervisor in listed(conn.compute.hypervisors(details=True)):
        hypervisors[hypervisor.service_details["host"]].append(hypervisor)
    hosts: list[ComputeHost] = []
    untested: dict[ComputeHost, str] = {}
    for service in listed(conn.compute.services(binary="nova-compute")):
        name = _named(conn, service.host)
        host = _host(name, service, hypervisors[name])
        why = _why_not(host, hypervisors[name], inventory)
        if why:
            untested[host] = why
        else:
            hosts.append(host)
    if not hosts:
        advice = "Look at: openstack compute service list --service nova-compute"
        raise UsageProblem(f"cloud {conn.config.name!r}: Nova knows no compute host{_because(untested)}. {advice}")
    return KnownHosts(
        hosts=tuple(sorted(hosts, key=lambda host: host.name)),
        untested=dict(sorted(untested.items(), key=lambda one: one[0].name)),
        addresses={name: str(known[0].host_ip) for name, known in hypervisors.items() if known and known[0].host_ip},
        doubled={name: sorted(one.name for one in known) for name, known in hypervisors.items() if len(known) > 1},
    )


def _host(name: str, service: Any, hypervisors: Sequence[Any]) -> ComputeHost:
    """Without a hypervisor it has its own name for one, as it never told of any."""
    answered = service.status != _NO_ANSWER
    return ComputeHost(
        name=name,
        hypervisor=min((one.name for one in hypervisors), default=name),
        zone=service.availability_zone if answered else "",
        enabled=service.status == "enabled" or not answered,
        up=service.state == "up",
        disabled_reason=service.disabled_reason,
        cell_answers=answered,
    )


def _why_not(host: ComputeHost, hypervisors: Sequence[Any], inventory: Inventory) -> str | None:
    """Why a host is none to test; None where it is."""
    kinds = sorted({str(one.hypervisor_type) for one in hypervisors if one.hypervisor_type})
    if kinds and not _TESTED & {kind.upper() for kind in kinds}:
        return f"its hypervisor is {' and '.join(kinds)}, and only those of QEMU and KVM are tested"
    return _NO_HYPERVISOR if host.up and not hypervisors and not has_alike(inventory, host.name) else None


def _because(untested: Mapping[ComputeHost, str]) -> str:
    return next((f" to test ({host.name}: {why})" for host, why in untested.items()), "")


def _named(conn: Connection, host: object) -> str:
    """The name of a host, which becomes part of commands on other hosts and of file names."""
    if not is_address(host):
        raise UsageProblem(
            f"cloud {conn.config.name!r}: a nova-compute service has a host that is no host name: {shown(host)}. "
            "Look at: openstack compute service list --service nova-compute"
        )
    return str(host)
