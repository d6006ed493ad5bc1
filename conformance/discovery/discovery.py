"""Finding the compute hosts of a cloud, and what to boot on them."""

from conformance.cloud.connection import try_api
from conformance.config.host_selection import NO_SELECTION, HostSelection
from conformance.discovery.compute_hosts import find_compute_hosts, refuse_mismatch
from conformance.discovery.exclusion import excluded_hosts
from conformance.discovery.guest_choice import choose_guest
from conformance.discovery.versions import find_versions
from conformance.model.site import Site
from conformance.target import Access, Target


def discover(
    target: Target, access: Access, *, look_at_hosts: bool = True, allow: HostSelection = NO_SELECTION, deny: HostSelection = NO_SELECTION
) -> Site:
    """The cloud under test as it is now.

    :param allow: besides the profile's own list, as deny
    :param look_at_hosts: whether hosts are asked for the versions that no API tells
    :raises UsageProblem: inventory and Nova do not know the same hosts, no image, flavor or network fits, or an API does not answer
    """
    conn, profile = access.conn, target.profile
    found = find_compute_hosts(conn)
    refuse_mismatch(found, profile, target.inventory)
    excluded = excluded_hosts(conn, found, (profile.allow, allow), (profile.deny, deny))
    compute_hosts = tuple(host for host in found if host.name not in excluded)
    guest = choose_guest(conn, profile.guest)
    up = [host.name for host in compute_hosts if host.up]
    versions = try_api(conn, "Nova", lambda: find_versions(conn, access.hosts if look_at_hosts else None, up))
    return Site(
        cloud=target.cloud,
        profile=target.profile_name,
        hosts=compute_hosts,
        excluded=tuple(host for host in found if host.name in excluded),
        image=guest.image,
        flavor=guest.flavor,
        resize_flavor=guest.resize_flavor,
        network=guest.network,
        needs=guest.needs,
        versions=versions.told,
        host_versions=versions.hosts,
    )
