"""Which of Nova's hosts are tested, and which host of an inventory each of them is."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.config.host_selection import HostSelection
from conformance.config.profile_model import Connection as Reach
from conformance.config.profile_model import HostAccessRules, Profile
from conformance.discovery.discovery import Taken, take_hosts
from conformance.discovery.inventory_names import with_novas_names
from conformance.discovery.reachability import out_of_reach
from conformance.inventory.inventory import Inventory, read_inventory
from conformance.model.errors import UsageProblem
from conformance.model.site import Site
from conformance.target import Target
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, SmallCloud

pytestmark = SDK_WARNS_OF_ITSELF

LOCAL = Profile(hosts=HostAccessRules(connection=Reach.LOCAL))


def taken(conn: Connection, inventory: Inventory | None = None, profile: Profile | None = None) -> Taken:
    target = Target(cloud="small", profile_name="site", profile=profile or Profile(), inventory=inventory or Inventory())
    return take_hosts(conn, target)


def names(found: Taken) -> list[str]:
    return [host.name for host in found.hosts]


def problem(conn: Connection, inventory: Inventory | None = None, profile: Profile | None = None) -> str:
    with pytest.raises(UsageProblem) as caught:
        taken(conn, inventory, profile)
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"inventory {inventory.path}: " if inventory else "")


@pytest.fixture
def ini(tmp_path: Path) -> "Ini":
    return Ini(tmp_path / "hosts.ini")


class Ini:
    """Inventories of compute hosts; compute-01 is among the control hosts, too, where it is there by that name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, *lines: str, control: str = "control-01") -> Inventory:
        self._path.write_text("\n".join(["[compute]", *lines, "[control]", control]))
        return read_inventory(self._path)


def without_hypervisor(cloud: SmallCloud, name: str, **changes: str) -> None:
    """What a nova-compute of Ironic is that has no node."""
    cloud.add_host(name, **changes)
    del cloud.hypervisors[-1]


def test_hosts_that_lists_keep_out_need_not_be_in_the_inventory(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    small_cloud.add_host("compute9")
    inventory = ini("compute-01", "compute-02")
    found = taken(conn, inventory, Profile(allow=HostSelection(hosts=("compute-01", "compute-02"))))
    assert (names(found), [host.name for host in found.excluded]) == (["compute-01", "compute-02"], ["compute9"])
    assert names(taken(conn, inventory, Profile(deny=HostSelection(hosts=("compute9",))))) == ["compute-01", "compute-02"]
    assert problem(conn, inventory) == "Nova's compute host compute9 is missing. Add it"


@pytest.mark.parametrize("changes", [{"status": "disabled", "state": "down"}, {"status": "disabled"}, {"state": "down"}])
def test_hosts_that_are_disabled_or_down_need_not_be_in_the_inventory(
    conn: Connection, small_cloud: SmallCloud, ini: Ini, changes: dict[str, str]
) -> None:
    small_cloud.add_host("old1", **changes)
    inventory = ini("compute-01", "compute-02")
    assert "old1" in names(taken(conn, inventory))
    assert names(taken(conn, inventory, Profile(deny=HostSelection(hosts=("old1",))))) == ["compute-01", "compute-02"]


def test_a_list_may_name_hosts_that_are_not_tested_anyhow(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    without_hypervisor(small_cloud, "ctl1-ironic")
    found = taken(conn, ini("compute-01", "compute-02"), Profile(deny=HostSelection(hosts=("*-ironic",))))
    assert (names(found), found.excluded) == (["compute-01", "compute-02"], ())


def test_a_service_without_a_hypervisor_is_no_host_to_test(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    without_hypervisor(small_cloud, "ctl1-ironic")
    note = (
        "ctl1-ironic: Nova has no hypervisor of it: bare metal without nodes, or a host that is mapped to no cell "
        "(look at: nova-manage cell_v2 list_hosts)"
    )
    for inventory in (None, ini("compute-01", "compute-02")):
        found = taken(conn, inventory)
        assert (names(found), found.notes) == (["compute-01", "compute-02"], (note,))


def test_one_that_the_inventory_has_is_a_host_that_is_mapped_to_no_cell(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    without_hypervisor(small_cloud, "compute-03.example.org")
    found = taken(conn, ini("compute-01", "compute-02", "compute-03"))
    assert (names(found)[2], found.hosts[2].hypervisor) == ("compute-03.example.org", "compute-03.example.org")


def test_a_host_that_never_came_up_is_found(conn: Connection, small_cloud: SmallCloud) -> None:
    without_hypervisor(small_cloud, "compute-03", state="down")
    assert taken(conn).hosts[2].hypervisor == "compute-03"


@pytest.mark.parametrize("kind", ["ironic", "VMware vCenter Server", "Hyper-V"])
def test_hypervisors_of_others_are_noted_and_not_tested(conn: Connection, small_cloud: SmallCloud, ini: Ini, kind: str) -> None:
    small_cloud.add_host("other-01", hypervisor_type=kind)
    small_cloud.hypervisors.append(small_cloud.hypervisors[-1] | {"id": "node-2", "hypervisor_hostname": "node-2"})
    found = taken(conn, ini("compute-01", "compute-02"))
    note = f"other-01: its hypervisor is {kind}, and only those of QEMU and KVM are tested"
    assert (names(found), found.notes) == (["compute-01", "compute-02"], (note,))


def test_a_cloud_without_compute_hosts_is_told(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.services.clear()
    assert problem(conn) == "cloud 'small': Nova knows no compute host. Look at: openstack compute service list --service nova-compute"
    small_cloud.add_host("vc", hypervisor_type="VMware vCenter Server")
    assert problem(conn).startswith("cloud 'small': Nova knows no compute host to test (vc: its hypervisor is VMware vCenter Server, ")


def test_a_host_with_two_hypervisors_is_told_unless_it_is_kept_out(conn: Connection, small_cloud: SmallCloud) -> None:
    small_cloud.hypervisors.append(small_cloud.hypervisors[0] | {"id": "old", "hypervisor_hostname": "compute-02.old"})
    small_cloud.add_host("compute-03")
    assert problem(conn) == (
        "compute host compute-02 has 2 hypervisors in Nova, compute-02 and compute-02.old: its name has changed at some time. "
        "Remove the stale compute node and its resource provider"
    )
    assert names(taken(conn, None, Profile(deny=HostSelection(hosts=("compute-02",))))) == ["compute-01", "compute-03"]


def test_hosts_of_a_cell_that_does_not_answer_are_down_and_the_others_are_tested(
    conn: Connection, small_cloud: SmallCloud, ini: Ini
) -> None:
    small_cloud.services.append({"binary": "nova-compute", "host": "compute2", "status": "UNKNOWN"})
    found = taken(conn, ini("compute-01", "compute-02"))
    assert [(host.name, host.up, host.takes_part) for host in found.hosts] == [
        ("compute-01", True, True),
        ("compute-02", True, True),
        ("compute2", False, True),
    ]
    site = Site(cloud="small", profile="site", hosts=found.hosts[2:], image="i", flavor="f", resize_flavor="r", network="n")
    with found.target.hosts() as hosts:
        assert out_of_reach(site, hosts) == {
            "compute2": "compute2: its cell does not answer Nova's API. "
            "Look at: nova-manage cell_v2 list_cells, and at the database of that cell"
        }


def led_to(found: Taken, *hosts: str) -> list[str]:
    """The addresses that hosts are reached at."""
    return [found.target.inventory.host(name).address for name in hosts]


def test_a_full_name_in_the_inventory_is_the_short_one_of_nova(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    small_cloud.add_host("r12")
    inventory = ini("compute-01", "compute-02", "r12.example.org ansible_host=192.0.2.12", control="r12.example.org")
    found = taken(conn, inventory)
    assert led_to(found, "compute-01", "r12") == ["compute-01", "192.0.2.12"]
    assert found.notes == ("the inventory's r12.example.org is r12 in Nova",)
    assert found.target.inventory.names_of_control == ("r12",)


def test_a_short_name_in_the_inventory_is_the_full_one_of_nova(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    small_cloud.add_host("R13.example.org")
    assert led_to(taken(conn, ini("compute-01", "compute-02", "r13")), "R13.example.org") == ["r13"]


@pytest.mark.parametrize(
    ("nova", "lines"),
    [
        (["r1.a", "r1.b"], ["r1"]),
        (["r1"], ["r1.a", "r1.b"]),
        (["r1.a"], ["r1.b"]),
        (["x.dom", "y.dom"], ["x ansible_host=y"]),
    ],
)
def test_of_names_that_may_be_those_of_several_hosts_none_is_taken(ini: Ini, nova: list[str], lines: list[str]) -> None:
    with pytest.raises(UsageProblem, match="missing"):
        with_novas_names(ini(*lines), Profile(), nova, nova, {})


def test_a_host_that_has_novas_name_is_no_other(ini: Ini) -> None:
    inventory, notes = with_novas_names(ini("a ansible_host=b"), Profile(), ["a", "b"], ["a"], {})
    assert (inventory.aliases, notes) == ({}, ())


ADDRESSES = ("10.0.0.11", "10.0.0.12")


def at_addresses(cloud: SmallCloud, addresses: Sequence[str] = ADDRESSES) -> None:
    """Nova tells them of its hypervisors, as my_ip of nova.conf has them."""
    for hypervisor, address in zip(reversed(cloud.hypervisors), addresses, strict=True):
        hypervisor["host_ip"] = address


@pytest.mark.parametrize(
    "lines",
    [
        ["10.0.0.11 ansible_user=ops", "10.0.0.12 ansible_user=ops"],
        ["blue ansible_host=10.0.0.11", "green ansible_host=10.0.0.12"],
        ["blue ansible_host=compute-01", "green ansible_host=compute-02.example.org"],
    ],
)
def test_hosts_are_known_by_their_addresses_and_aliases(conn: Connection, small_cloud: SmallCloud, ini: Ini, lines: list[str]) -> None:
    at_addresses(small_cloud)
    found = taken(conn, ini(*lines))
    assert led_to(found, "compute-01", "compute-02") == [
        line.split()[-1].partition("=")[2] if "host" in line else line.split()[0] for line in lines
    ]


def test_an_address_that_two_hosts_have_tells_nothing(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    at_addresses(small_cloud, ("127.0.0.1", "127.0.0.1"))
    assert problem(conn, ini("blue ansible_host=127.0.0.1", "compute-02")).startswith("Nova's compute host compute-01 is missing. Add it; ")


def test_addresses_that_nova_does_not_know_are_told_with_what_to_write(conn: Connection, ini: Ini) -> None:
    assert problem(conn, ini("10.0.0.11 ansible_user=ops", "10.0.0.12 ansible_user=ops")) == (
        "Nova's compute hosts compute-01, compute-02 are missing. Add them; Nova knows no compute hosts 10.0.0.11, 10.0.0.12: "
        "if these are the same, put Nova's name before the address (compute-01 ansible_host=10.0.0.11); "
        "else name the group of the compute hosts as hosts.group in the profile"
    )


def test_this_machine_is_told_with_what_to_write(conn: Connection, small_cloud: SmallCloud, ini: Ini) -> None:
    del small_cloud.services[0], small_cloud.hypervisors[0]
    said = problem(conn, ini("localhost ansible_connection=local"))
    assert "put Nova's name before the address (compute-01 ansible_connection=local)" in said


def test_hosts_of_the_inventory_that_nova_does_not_know_yet_are_a_note(conn: Connection, ini: Ini) -> None:
    assert taken(conn, ini("compute-[01:02]", "compute-07", "compute-08")).notes == (
        "Nova knows no compute hosts compute-07, compute-08 of the inventory: not tested. "
        "If none should be there, name the group of the compute hosts as hosts.group in the profile",
    )


def test_a_host_of_nova_that_the_inventory_does_not_know_is_told(conn: Connection, ini: Ini) -> None:
    assert problem(conn, ini("compute-01")) == "Nova's compute host compute-02 is missing. Add it"


def test_reaching_several_hosts_on_this_machine_is_told(conn: Connection) -> None:
    assert problem(conn, profile=LOCAL) == (
        "hosts.connection is local in the profile, but Nova knows 2 compute hosts: compute-01, compute-02. "
        "Set it to ssh, and give --inventory if those names do not resolve"
    )
