"""Finding the compute hosts of a cloud, and what to boot on them."""

from collections.abc import Iterable
from typing import NamedTuple

from openstack.connection import Connection

from conformance.cloud.cinder import has_block_storage
from conformance.cloud.connection import try_api
from conformance.config.host_selection import NO_SELECTION, HostSelection
from conformance.discovery.compute_hosts import KnownHosts, find_compute_hosts
from conformance.discovery.exclusion import excluded_hosts
from conformance.discovery.guest_choice import choose_guest
from conformance.discovery.inventory_names import with_novas_names
from conformance.discovery.versions import find_versions
from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.target import Access, Target


class Taken(NamedTuple):
    """Which hosts are tested.

    target: the one that was given, whose inventory then leads to hosts by Nova's names. hosts: those that may take part, sorted, disabled
    ones and those that are down too; excluded: those that lists keep out. notes: what else is to be told of hosts, a line each.
    """

    target: Target
    hosts: tuple[ComputeHost, ...]
    excluded: tuple[ComputeHost, ...]
    notes: tuple[str, ...]


def take_hosts(conn: Connection, target: Target, allow: HostSelection = NO_SELECTION, deny: HostSelection = NO_SELECTION) -> Taken:
    """The hosts to test, of all that Nova knows.

    :param allow: besides the profile's own list, as deny
    :raises UsageProblem: one of them is none of the inventory's, a list fits no host or leaves none, or an API does not answer
    """
    profile = target.profile
    found = find_compute_hosts(conn, target.inventory)
    names = excluded_hosts(conn, found.hosts, (profile.allow, allow), (profile.deny, deny), found.untested)
    taken = tuple(host for host in found.hosts if host.name not in names)
    named, notes = named_as_novas(target, found, taken)
    excluded = tuple(host for host in found.hosts if host.name in names)
    return Taken(named, taken, excluded, (*(f"{host.name}: {why}" for host, why in found.untested.items()), *notes))


def named_as_novas(target: Target, found: KnownHosts, taken: Iterable[ComputeHost]) -> tuple[Target, tuple[str, ...]]:
    """The target with an inventory that leads to hosts by Nova's names, and what is to be told of that.

    :param found: all of Nova's hosts
    :param taken: those that are not excluded; of them, those that are disabled or down need not be in the inventory
    :raises UsageProblem: one of them is none of the inventory's, or has several hypervisors
    """
    known = [host.name for host in (*found.hosts, *found.untested)]
    asked = [host.name for host in taken if host.takes_part and host.up]
    found.refuse_doubled(asked)
    inventory, notes = with_novas_names(target.inventory, target.profile, known, asked, found.addresses)
    return target.model_copy(update={"inventory": inventory}), notes


def discover(taken: Taken, access: Access, *, look_at_hosts: bool = True) -> Site:
    """The cloud under test as it is now.

    :param access: the way to the target that take_hosts() gave
    :param look_at_hosts: whether hosts are asked for the versions that no API tells
    :raises UsageProblem: no image, flavor or network fits, or an API does not answer
    """
    conn, target = access.conn, taken.target
    guest = choose_guest(conn, target.profile.guest)
    up = [host.name for host in taken.hosts if host.up]
    versions = try_api(conn, "Nova", lambda: find_versions(conn, access.hosts if look_at_hosts else None, up))
    return Site(
        cloud=target.cloud,
        profile=target.profile_name,
        hosts=taken.hosts,
        excluded=taken.excluded,
        notes=taken.notes,
        image=guest.image,
        flavor=guest.flavor,
        resize_flavor=guest.resize_flavor,
        network=guest.network,
        needs=guest.needs,
        block_storage=try_api(conn, "Cinder", lambda: has_block_storage(conn), kind="block-storage", what="read the catalog"),
        volume_gib=guest.volume_gib,
        versions=versions.told,
        host_versions=versions.hosts,
    )
