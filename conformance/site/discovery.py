"""Finding the compute hosts of a cloud, and what to boot on them."""

from openstack.connection import Connection

from conformance.model.site import Site
from conformance.site.cloud import try_api
from conformance.site.compute_hosts import find_compute_hosts, refuse_mismatch
from conformance.site.guest_choice import choose_guest
from conformance.site.hosts import Hosts
from conformance.site.inventory_model import Inventory
from conformance.site.profile_model import Profile
from conformance.site.taking_part import NOWHERE, Places, left_alone
from conformance.site.versions import find_versions


def discover(
    conn: Connection,
    profile: Profile,
    profile_name: str,
    cloud_name: str,
    inventory: Inventory,
    hosts: Hosts | None = None,
    *,
    allow: Places = NOWHERE,
    deny: Places = NOWHERE,
) -> Site:
    """The cloud under test as it is now.

    :param allow: besides the profile's own list, as deny
    :param hosts: where to ask for the versions that no API tells; None: they are left out
    :raises UsageProblem: inventory and Nova do not know the same hosts, no image, flavor or network fits, or an API does not answer
    """
    found = find_compute_hosts(conn)
    refuse_mismatch(found, profile, inventory)
    alone = left_alone(conn, found, (profile.allow, allow), (profile.deny, deny))
    compute_hosts = tuple(host for host in found if host.name not in alone)
    guest = choose_guest(conn, profile.guest)
    up = [host.name for host in compute_hosts if host.up]
    versions = try_api(conn, "Nova", lambda: find_versions(conn, hosts, up))
    return Site(
        cloud=cloud_name,
        profile=profile_name,
        hosts=compute_hosts,
        left_alone=tuple(host for host in found if host.name in alone),
        image=guest.image,
        flavor=guest.flavor,
        resize_flavor=guest.resize_flavor,
        network=guest.network,
        needs=guest.needs,
        versions=versions,
    )
