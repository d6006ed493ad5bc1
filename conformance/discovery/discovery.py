"""Finding the compute hosts of a cloud, and what to boot on them."""

from conformance.cloud.connection import try_api
from conformance.config.places import NOWHERE, Places
from conformance.discovery.compute_hosts import find_compute_hosts, refuse_mismatch
from conformance.discovery.guest_choice import choose_guest
from conformance.discovery.taking_part import left_alone
from conformance.discovery.versions import find_versions
from conformance.model.site import Site
from conformance.target import Access, Target


def discover(target: Target, access: Access, *, look_at_hosts: bool = True, allow: Places = NOWHERE, deny: Places = NOWHERE) -> Site:
    """The cloud under test as it is now.

    :param allow: besides the profile's own list, as deny
    :param look_at_hosts: whether hosts are asked for the versions that no API tells
    :raises UsageProblem: inventory and Nova do not know the same hosts, no image, flavor or network fits, or an API does not answer
    """
    conn, profile = access.conn, target.profile
    found = find_compute_hosts(conn)
    refuse_mismatch(found, profile, target.inventory)
    alone = left_alone(conn, found, (profile.allow, allow), (profile.deny, deny))
    compute_hosts = tuple(host for host in found if host.name not in alone)
    guest = choose_guest(conn, profile.guest)
    up = [host.name for host in compute_hosts if host.up]
    versions = try_api(conn, "Nova", lambda: find_versions(conn, access.hosts if look_at_hosts else None, up))
    return Site(
        cloud=target.cloud,
        profile=target.profile_name,
        hosts=compute_hosts,
        left_alone=tuple(host for host in found if host.name in alone),
        image=guest.image,
        flavor=guest.flavor,
        resize_flavor=guest.resize_flavor,
        network=guest.network,
        needs=guest.needs,
        versions=versions,
    )
