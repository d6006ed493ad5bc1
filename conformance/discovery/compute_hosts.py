"""The compute hosts that Nova knows, against those that the inventory knows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from openstack.connection import Connection

from conformance.cloud.connection import listed, try_api
from conformance.config.profile_model import Connection as Reach
from conformance.config.profile_model import Profile
from conformance.input.names import is_address, shown
from conformance.inventory.reached import Inventory
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost

_IRONIC = "ironic"


def find_compute_hosts(conn: Connection) -> tuple[ComputeHost, ...]:
    """Every host with a nova-compute service and a hypervisor to boot on, sorted; disabled ones and those that are down too.

    :raises UsageProblem: there is none, a service has more than one hypervisor, its host is neither a host name nor an IP address, or Nova
        does not answer as it should
    """
    return try_api(conn, "Nova", lambda: _listed(conn))


def _listed(conn: Connection) -> tuple[ComputeHost, ...]:
    hypervisors: dict[str, list[str]] = defaultdict(list)
    bare_metal: set[str] = set()
    for hypervisor in listed(conn.compute.hypervisors(details=True)):
        host = hypervisor.service_details["host"]
        if hypervisor.hypervisor_type == _IRONIC:
            bare_metal.add(host)
        else:
            hypervisors[host].append(hypervisor.name)
    found = [
        ComputeHost(
            name=service.host,
            hypervisor=_only(service.host, hypervisors[service.host]),
            zone=service.availability_zone,
            enabled=service.status == "enabled",
            up=service.state == "up",
            disabled_reason=service.disabled_reason,
        )
        for service in listed(conn.compute.services(binary="nova-compute"))
        if _named(conn, service.host) not in bare_metal
    ]
    if not found:
        advice = "Look at: openstack compute service list --service nova-compute"
        raise UsageProblem(f"cloud {conn.config.name!r}: Nova knows no compute host. {advice}")
    return tuple(sorted(found, key=lambda host: host.name))


def _named(conn: Connection, host: object) -> str:
    """The name of a host, which becomes part of commands on other hosts and of file names."""
    if not is_address(host):
        raise UsageProblem(
            f"cloud {conn.config.name!r}: a nova-compute service has a host that is no host name: {shown(host)}. "
            "Look at: openstack compute service list --service nova-compute"
        )
    return str(host)


def _only(host: str, hypervisors: Sequence[str]) -> str:
    """The one hypervisor of a host; its own name if it never told of one, as then it never came up."""
    if len(hypervisors) > 1:
        names = " and ".join(sorted(hypervisors))
        raise UsageProblem(
            f"compute host {host} has {len(hypervisors)} hypervisors in Nova, {names}: its name has changed at some time. "
            "Remove the stale compute node and its resource provider"
        )
    return hypervisors[0] if hypervisors else host


def refuse_mismatch(hosts: Iterable[ComputeHost], profile: Profile, inventory: Inventory) -> None:
    """See that every compute host can be reached under the name that Nova knows it by.

    :raises UsageProblem: an inventory host that Nova does not know, or the other way round; or several hosts, and `local` for all
    """
    nova = [host.name for host in hosts]
    if inventory.path is None:
        if profile.hosts.connection is Reach.LOCAL and len(nova) > 1:
            raise UsageProblem(
                f"hosts.connection is local in the profile, but Nova knows {len(nova)} compute hosts: {', '.join(nova)}. "
                "Set it to ssh, and give --inventory if those names do not resolve"
            )
        return
    unknown = [name for name in inventory.hosts if name not in nova]
    missing = [name for name in nova if name not in inventory.hosts]
    renamed = {other: name for other in unknown for name in missing if _short(other) == _short(name)}
    complaints = [
        f"{other} is {name} in Nova. Call it that in the inventory: {name} ansible_host={inventory.host(other).address}"
        for other, name in renamed.items()
    ]
    if left := [name for name in unknown if name not in renamed]:
        them, plural = ("them", "s") if len(left) > 1 else ("it", "")
        complaints.append(
            f"Nova knows no compute host{plural} {', '.join(left)}. "
            f"Remove {them} from the inventory, or name the group of the compute hosts as hosts.group in the profile"
        )
    if left := [name for name in missing if name not in renamed.values()]:
        complaints.append(
            f"Nova's compute hosts {', '.join(left)} are missing. Add them"
            if len(left) > 1
            else f"Nova's compute host {left[0]} is missing. Add it"
        )
    if complaints:
        raise UsageProblem(f"inventory {inventory.path}: {'; '.join(complaints)}")


def _short(name: str) -> str:
    return name.partition(".")[0].lower()
