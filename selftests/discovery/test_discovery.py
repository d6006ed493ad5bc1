from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.config.guest_model import GuestOptions
from conformance.config.profile_model import Connection as Reach
from conformance.config.profile_model import HostAccessRules, Profile
from conformance.discovery.discovery import discover as discover_target
from conformance.discovery.discovery import take_hosts
from conformance.inventory.inventory import Inventory, read_inventory
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.probe.hosts import Hosts
from conformance.target import Access, Target
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, SmallCloud

pytestmark = SDK_WARNS_OF_ITSELF


def discover(conn: Connection, profile: Profile | None = None, inventory: Inventory | None = None, hosts: Hosts | None = None) -> Site:
    target = Target(cloud="small", profile_name="site", profile=profile or Profile(), inventory=inventory or Inventory())
    taken = take_hosts(conn, target)
    return discover_target(taken, Access(conn, hosts or taken.target.hosts()), look_at_hosts=hosts is not None)


def problem(conn: Connection, profile: Profile | None = None, inventory: Inventory | None = None) -> str:
    with pytest.raises(UsageProblem) as caught:
        discover(conn, profile, inventory)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def inventory_of(tmp_path: Path, *names: str) -> Inventory:
    path = tmp_path / "hosts.ini"
    path.write_text("\n".join(["[compute]", *names, "[control]", "control-01"]))
    return read_inventory(path)


def test_the_site_is_what_the_cloud_says(conn: Connection, small_cloud: SmallCloud, tmp_path: Path) -> None:
    small_cloud.add_host(
        "compute-03", status="disabled", state="down", disabled_reason="new disk", zone="attic", hypervisor_hostname="c3.local"
    )
    site = discover(conn, inventory=inventory_of(tmp_path, "compute-[01:03]"))
    assert site.hosts == (
        ComputeHost(name="compute-01", hypervisor="compute-01", zone="nova", enabled=True, up=True),
        ComputeHost(name="compute-02", hypervisor="compute-02", zone="nova", enabled=True, up=True),
        ComputeHost(name="compute-03", hypervisor="c3.local", zone="attic", enabled=False, up=False, disabled_reason="new disk"),
    )
    assert (site.cloud, site.profile) == ("small", "site")
    assert (site.image, site.flavor, site.resize_flavor, site.network) == ("image-cirros", "flavor-tiny", "flavor-small", "network-guests")
    assert site.versions == {"nova_api": "2.96", "qemu": "7.2.22"}


def test_hosts_that_run_different_versions_are_named(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.add_host("compute-03", hypervisor_version=8000000)
    site = discover(conn)
    assert site.versions["qemu"] == "7.2.22 (compute-01, compute-02), 8.0.0 (compute-03)"


def test_versions_that_only_hosts_know_are_left_out_where_hosts_do_not_tell(conn: Connection) -> None:
    profile = Profile(hosts=HostAccessRules(connection=Reach.LOCAL))
    with Hosts(profile, Inventory()) as hosts:
        site = discover(conn, hosts=hosts)
    assert site.versions == {"nova_api": "2.96", "qemu": "7.2.22"}


def chosen(conn: Connection, **guest: str) -> tuple[str, str, str, str]:
    site = discover(conn, Profile(guest=GuestOptions(**guest)))  # type: ignore[arg-type]
    return site.image, site.flavor, site.resize_flavor, site.network


def test_what_the_profile_names_is_taken_by_name_or_id(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.add_image("big", size=10**9)
    small_cloud.add_flavor("large", 4096, 20)
    small_cloud.add_network("other")
    assert chosen(conn, image="big", flavor="flavor-small", resize_flavor="large", network="other") == (
        "image-big",
        "flavor-small",
        "flavor-large",
        "network-other",
    )


def test_the_smallest_that_fits_is_taken(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.images.clear()
    small_cloud.add_image("large", size=10**9)
    small_cloud.add_image("queued", size=1, status="queued")
    small_cloud.add_image("installer", size=1, disk_format="iso")
    small_cloud.add_image("needy", size=10**6, min_ram=200)
    small_cloud.add_flavor("nano", 64, 1)
    small_cloud.add_flavor("pinned", 200, 1, extra_specs={"hw:cpu_policy": "dedicated"})
    small_cloud.add_flavor("large", 4096, 20)
    assert chosen(conn, network="guests")[:3] == ("image-needy", "flavor-small", "flavor-large")


def test_a_flavor_without_disk_takes_any_image(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.images.clear()
    small_cloud.add_image("wide", virtual_size=50 * 1024**3)
    small_cloud.add_flavor("diskless", 512, 0)
    small_cloud.add_flavor("diskless-too", 1024, 0)
    assert chosen(conn, flavor="diskless")[:3] == ("image-wide", "flavor-diskless", "flavor-diskless-too")


def test_an_image_that_fits_no_flavor_is_told_with_the_reasons(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.images.clear()
    small_cloud.add_image("windows", min_ram=4096, virtual_size=20 * 1024**3)
    small_cloud.add_flavor("pinned", 8192, 40, extra_specs={"hw:cpu_policy": "dedicated"})
    small_cloud.add_flavor("off", 8192, 40, **{"OS-FLV-DISABLED:disabled": True})
    small_cloud.add_flavor("flat", 8192, 10)
    assert problem(conn) == (
        "no flavor for image windows: tiny does not fit (windows needs 4096 MiB RAM, tiny has 128); "
        "small does not fit (windows needs 4096 MiB RAM, small has 256); "
        "flat does not fit (windows needs 20.0 GiB disk, flat has 10); "
        "off is disabled; pinned has extra specs, which may rule hosts out (hw:cpu_policy). "
        "Make one, or name another as guest.flavor in the profile"
    )


def test_images_that_do_not_fit_a_named_flavor_are_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.images.clear()
    small_cloud.add_image("queued", status="queued", size=None)
    small_cloud.add_image("wide", size=10**6, virtual_size=2 * 1024**3)
    assert problem(conn, Profile(guest=GuestOptions(flavor="tiny"))) == (
        "no image for flavor tiny: wide does not fit (wide needs 2.0 GiB disk, tiny has 1); queued is queued. "
        "Make one, or name another as guest.image in the profile"
    )


def test_a_named_image_that_cannot_be_booted_is_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.add_image("empty", size=0)
    assert problem(conn, Profile(guest=GuestOptions(image="empty"))) == "no image: empty is empty. Correct guest.image in the profile"


def test_a_name_that_the_cloud_does_not_have_is_told(conn: Connection) -> None:
    assert problem(conn, Profile(guest=GuestOptions(image="cirrus"))) == (
        "no image: guest.image is 'cirrus', which the cloud does not have - did you mean 'cirros'? (it has: cirros)"
    )


def test_a_name_that_two_have_is_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.add_image("cirros", id="image-2")
    assert problem(conn, Profile(guest=GuestOptions(image="cirros"))) == (
        "no image: guest.image is 'cirros', which 2 have. Give the id of one: image-2, image-cirros"
    )


def test_a_cloud_without_a_flavor_to_resize_to_is_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.flavors.clear()
    small_cloud.add_flavor("only", 128, 5)
    small_cloud.add_flavor("flat", 4096, 1)
    assert problem(conn, Profile(guest=GuestOptions(flavor="only"))) == (
        "no flavor to resize to: only is the one to resize from; flat has less disk (1 GiB) than only (5 GiB). "
        "Make one, or name another as guest.resize_flavor in the profile"
    )


def test_many_candidates_are_not_all_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.images.clear()
    for number in range(11):
        small_cloud.add_image(f"image-{number:02d}", status="queued")
    assert "image-07 is queued; and 3 more. Make one" in problem(conn)


def test_a_cloud_with_several_networks_asks_for_one(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.add_network("other")
    small_cloud.add_network("public", **{"router:external": True})
    assert problem(conn) == (
        "no network: of 2 that guests may use (guests, other) one must be chosen. Name it as guest.network in the profile"
    )


def test_a_cloud_without_a_network_is_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.networks.clear()
    small_cloud.add_network("bare", subnets=[])
    assert problem(conn) == (
        "no network: the cloud has none that is internal and has a subnet. Make one, or name another as guest.network in the profile"
    )


@pytest.mark.parametrize(
    ("change", "why"), [({"subnets": []}, "has no subnet"), ({"admin_state_up": False}, "is switched off (admin state)")]
)
def test_a_named_network_that_cannot_be_used_is_told(
    conn: Connection, small_cloud: SmallCloud, change: dict[str, object], why: str
) -> None:
    small_cloud.networks[0] |= change
    assert problem(conn, Profile(guest=GuestOptions(network="guests"))) == (
        f"no network: guests {why}. Name another as guest.network in the profile"
    )
