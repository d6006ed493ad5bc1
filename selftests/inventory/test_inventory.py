from pathlib import Path

import pytest

from conformance.inventory.ansible import VARIABLE
from conformance.inventory.inventory import Inventory, InventoryHost, read_inventory
from conformance.model.errors import UsageProblem


def write(directory: Path, text: str, name: str = "hosts.ini") -> Path:
    path = directory / name
    path.write_text(text)
    return path


def problem(path: Path, group: str | None = None) -> str:
    with pytest.raises(UsageProblem) as caught:
        read_inventory(path, group)
    assert "\n" not in str(caught.value)
    return str(caught.value)


INI = """
# as Kolla-Ansible's multinode, made smaller
[control]
control-01 ansible_host=192.0.2.1

[external-compute]
compute-[01:02] ansible_user=nova
compute-03:2222 ansible_host="192.0.2.13" ansible_become=yes  # in the attic

[inner-compute]

[compute:children]
external-compute
inner-compute

[compute:vars]
ansible_user=ops
ansible_ssh_common_args='-F /etc/ssh/lab -o "ProxyJump bastion"'

[all:vars]
ansible_port=22
neutron_plugin_agent = openvswitch
"""

YAML = """
all:
  vars: {ansible_port: 22, secret: !vault "x", ansible_user: nobody}
  children:
    control:
      hosts: {control-01: {ansible_host: 192.0.2.1}}
    compute:
      vars:
        ansible_user: ops
        ansible_ssh_common_args: -F /etc/ssh/lab -o "ProxyJump bastion"
      children:
        external-compute:
          hosts:
            compute-[01:02]: {ansible_user: nova}
            compute-03: {ansible_port: 2222, ansible_host: 192.0.2.13, ansible_become: true}
"""

ARGUMENTS = ("-F", "/etc/ssh/lab", "-o", "ProxyJump bastion")
HOSTS = {
    "compute-01": InventoryHost(name="compute-01", address="compute-01", port=22, user="nova", ssh_arguments=ARGUMENTS),
    "compute-02": InventoryHost(name="compute-02", address="compute-02", port=22, user="nova", ssh_arguments=ARGUMENTS),
    "compute-03": InventoryHost(name="compute-03", address="192.0.2.13", port=2222, user="ops", ssh_arguments=ARGUMENTS, sudo=True),
}


def test_ini_is_read_as_ansible_reads_it(tmp_path: Path) -> None:
    path = write(tmp_path, INI)
    assert read_inventory(path).hosts == HOSTS


def test_yaml_is_read_as_ansible_reads_it(tmp_path: Path) -> None:
    path = write(tmp_path, YAML, "hosts.yml")
    assert read_inventory(path).hosts == HOSTS


def test_no_inventory_has_no_hosts_and_leads_everywhere_by_name() -> None:
    inventory = read_inventory(None)
    assert inventory == Inventory()
    assert inventory.host("compute-01") == InventoryHost(name="compute-01", address="compute-01")


def test_all_hosts_are_taken_where_there_is_no_compute_group(tmp_path: Path) -> None:
    assert list(read_inventory(write(tmp_path, "b\na\n[web]\nc\n")).hosts) == ["a", "b", "c"]


def test_the_group_that_the_profile_names_is_taken(tmp_path: Path) -> None:
    assert list(read_inventory(write(tmp_path, "[compute]\na\n[cell1]\nb\n"), "cell1").hosts) == ["b"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("n[1:3]", ["n1", "n2", "n3"]),
        ("n[08:10]", ["n08", "n09", "n10"]),
        ("n[1:9:4]", ["n1", "n5", "n9"]),
        ("n[:2]", ["n0", "n1", "n2"]),
        ("r[a:b]-n[1:2].x", ["ra-n1.x", "ra-n2.x", "rb-n1.x", "rb-n2.x"]),
    ],
)
def test_ranges_stand_for_their_hosts(tmp_path: Path, pattern: str, names: list[str]) -> None:
    assert list(read_inventory(write(tmp_path, pattern)).hosts) == names


def test_a_range_may_have_addresses_of_its_own_only_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "n[1:2] ansible_host=192.0.2.1")
    assert problem(path) == f"inventory {path}: n1 and n2 both lead to 192.0.2.1. Correct ansible_host of one of them"


def test_an_ipv6_address_is_no_port(tmp_path: Path) -> None:
    host = read_inventory(write(tmp_path, "2001:db8::7")).host("2001:db8::7")
    assert (host.address, host.port) == ("2001:db8::7", None)


def test_a_host_may_stand_in_several_groups(tmp_path: Path) -> None:
    path = write(tmp_path, "[compute]\na ansible_host=192.0.2.1\n[network]\na\n[storage]\na ansible_host=192.0.2.1\n")
    assert read_inventory(path).host("a").address == "192.0.2.1"


def test_a_host_that_is_named_twice_in_different_ways_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "[compute]\na ansible_host=192.0.2.1\nb ansible_host=192.0.2.2\na ansible_host=192.0.2.3\n")
    assert problem(path) == (
        f"inventory {path}: host a is given twice, with ansible_host=192.0.2.1 (line 2) and with ansible_host=192.0.2.3 (line 4). "
        "Name each host once"
    )


def test_two_hosts_at_one_address_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a ansible_host=192.0.2.1 ansible_port=2201\nb ansible_host=192.0.2.1 ansible_port=2201\n")
    assert problem(path) == f"inventory {path}: a and b both lead to 192.0.2.1 port 2201. Correct ansible_host of one of them"


def test_two_hosts_at_one_address_behind_different_ports_are_two(tmp_path: Path) -> None:
    path = write(tmp_path, "a ansible_host=192.0.2.1 ansible_port=2201\nb ansible_host=192.0.2.1 ansible_port=2202\n")
    assert len(read_inventory(path).hosts) == 2


def test_variables_of_hosts_that_do_not_take_part_may_be_what_they_are(tmp_path: Path) -> None:
    path = write(tmp_path, "[compute]\na\n[web]\nb 'ansible_host={{ x }}'\nc ansible_port=http\n")
    assert list(read_inventory(path).hosts) == ["a"]


# file name and text, and what is said of it
MISTAKES = [
    ("h.ini", "[compute\n", ":1: '[compute' must be [GROUP], [GROUP:children] or [GROUP:vars]"),
    ("h.ini", "[compute:hosts_]\n", ":1: [compute:hosts_] must be [compute:children] or [compute:vars]"),
    ("h.ini", "\n[compute]\na ansible_host\n", ":3: 'ansible_host' beside host a must be NAME=VALUE"),
    ("h.ini", "[compute]\na x='y\n", ':2: "a x=\'y": a quote is not closed'),
    ("h.ini", "[compute]\na\n[compute:vars]\nansible_user root\n", ":4: 'ansible_user root' in [compute:vars] must be NAME=VALUE"),
    ("h.ini", "[compute]\nn[3:1]\n", ":2: [3:1] must be a range of numbers or letters, from the lower to the higher"),
    ("h.ini", "[compute]\nn[00:9]\n", ":2: [00:9] must be a range of numbers or letters, from the lower to the higher"),
    ("h.ini", "[compute:children]\nnova\n", ": group compute has a child nova, but there is no group nova"),
    ("h.ini", "[a:children]\nb\n[b:children]\na\n[compute:children]\na\n", ": group a is a child of itself (compute, a, b)"),
    ("h.ini", "", ": there are no hosts in it"),
    ("h.ini", "[compute]\n[web]\na\n", ": there are no hosts in its group compute"),
    ("h.ini", "a ansible_port=ssh\n", ": host a: ansible_port must be a number from 1 to 65535, not 'ssh'"),
    ("h.ini", "a ansible_port=0\n", ": host a: ansible_port must be a number from 1 to 65535, not '0'"),
    ("h.ini", "a ansible_become=maybe\n", ": host a: ansible_become must be true or false, not 'maybe'"),
    (
        "h.ini",
        "a ansible_host='{{ address }}'\n",
        ": host a: ansible_host is '{{ address }}', a template, which Ansible evaluates in a play only. Write its value",
    ),
    (
        "h.ini",
        "a ansible_ssh_private_key_file=/nowhere/key\n",
        ": host a: there is no key file /nowhere/key. Put it there, or remove the variable, so that ssh uses the agent's keys and its own",
    ),
    (
        "h.yaml",
        "compute:\n  hosts:\n    a:\n      ansible_user: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        3732\n",
        ": host a: ansible_user is encrypted by itself, and ansible-inventory shows it so. Write it in plain text, or encrypt the whole "
        "file that it is in (ansible-vault encrypt), which ansible-inventory decrypts",
    ),
    (
        "h.ini",
        "[compute]\na\n[compute:vars]\nansible_ssh_common_args=-F 'x\n",
        ': host a: ansible_ssh_common_args: a quote is not closed in "-F \'x"',
    ),
    ("h.yaml", "all:\n  hosts: [a, b]\n", ": all.hosts: must be a mapping, not ['a', 'b'] (`ansible-inventory --list` needs --yaml too)"),
    (
        "h.json",
        '{"_meta": {"hostvars": {}}, "all": {"children": ["ungrouped"]}}',
        ": this is what `ansible-inventory --list` prints, which is no inventory: make it with --yaml, too",
    ),
    ("h.yaml", "all:\n  host: {a: }\n", ": all.host: unknown key - did you mean 'hosts'? (allowed: hosts, vars, children)"),
    ("h.yaml", "all: {\n", ":2: did not find expected node content"),
    ("h.yaml", "all:\n  hosts:\n    a:\n    a:\n", ":4: key 'a' is given twice, first on line 3"),
]


@pytest.mark.parametrize(("name", "text", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_and_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = write(tmp_path, text, name)
    assert problem(path) == f"inventory {path}{said}"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert problem(tmp_path / "hosts") == f"inventory {tmp_path}/hosts: there is no such file"


WAY_OUT = "Have ansible-inventory on PATH, or make one file of it where Ansible is: ansible-inventory -i {0} --list --yaml > hosts.yaml"


@pytest.mark.parametrize(("text", "what"), [("#!/bin/sh\n", "a program"), ("$ANSIBLE_VAULT;1.1;AES256\n", "encrypted")])
def test_what_only_ansible_can_read_is_told_with_the_way_out(tmp_path: Path, text: str, what: str) -> None:
    path = write(tmp_path, text)
    assert problem(path) == f"inventory {path}: this is {what}. {WAY_OUT.format(path)}"


def test_a_directory_is_told_with_the_way_out(tmp_path: Path) -> None:
    assert problem(tmp_path) == f"inventory {tmp_path}: this is a directory. {WAY_OUT.format(tmp_path)}"


def test_an_empty_path_is_told_and_no_directory_is_read() -> None:
    assert problem(Path("")) == "the inventory is given as '' or '.': give its path, for the current directory the absolute one"  # noqa: PTH201


def test_yaml_is_known_without_a_suffix(tmp_path: Path) -> None:
    path = write(tmp_path, f"# all of it\n{YAML}", "hosts")
    assert read_inventory(path).hosts == HOSTS


def test_a_mark_of_the_encoding_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    assert list(read_inventory(write(tmp_path, "\ufeff[compute]\na\n")).hosts) == ["a"]


def test_of_two_names_of_a_variable_the_one_counts_that_counts_for_ansible(tmp_path: Path) -> None:
    """Seen with ansible-core 2.14, 2.18 and 2.19: ansible -m raw -vvv shows the call of ssh."""
    path = write(
        tmp_path, "a ansible_host=x ansible_ssh_host=192.0.2.2 ansible_port=1 ansible_ssh_port=2 ansible_user=u ansible_ssh_user=v\n"
    )
    assert read_inventory(path).host("a") == InventoryHost(name="a", address="192.0.2.2", port=2, user="v")


def test_what_is_not_read_without_ansible_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = read_inventory(write(tmp_path, "a\n"))
    assert inventory.how == "read without Ansible, so without group_vars, host_vars, vault and plugins"
    assert inventory.left_out == ""
    (tmp_path / "host_vars").mkdir()
    assert read_inventory(tmp_path / "hosts.ini").left_out == ("host_vars beside it are not read: unset CONFORMANCE_ANSIBLE_INVENTORY")
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    assert read_inventory(tmp_path / "hosts.ini").left_out == (
        "host_vars beside it are not read: have ansible-inventory on PATH, or name it in CONFORMANCE_ANSIBLE_INVENTORY"
    )


def test_a_group_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "[hypervisors]\na\n")
    assert problem(path, "hypervisor") == (
        f"inventory {path}: there is no group 'hypervisor', which the profile names as hosts.group - did you mean 'hypervisors'? "
        "(there are: hypervisors)"
    )


def test_many_groups_are_not_all_told(tmp_path: Path) -> None:
    path = write(tmp_path, "".join(f"[g{number}]\n" for number in range(20)))
    assert problem(path, "compute").endswith("(there are: g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11 and 8 more)")


def test_control_hosts_are_known_beside_the_compute_hosts(tmp_path: Path) -> None:
    inventory = read_inventory(write(tmp_path, INI))
    assert inventory.names_of_control == ("control-01",)
    assert inventory.host("control-01").address == "192.0.2.1"
    assert "control-01" not in inventory.hosts


def test_a_host_may_be_of_both_kinds(tmp_path: Path) -> None:
    inventory = read_inventory(write(tmp_path, "[compute]\nall-in-one\n[control]\nall-in-one\n"))
    assert (list(inventory.hosts), list(inventory.control), inventory.names_of_control) == (["all-in-one"], [], ("all-in-one",))


ATMOSPHERE = "[controllers]\nctl1\n[computes]\nkvm1\nkvm2\n"


def test_the_group_of_control_hosts_has_the_name_that_the_profile_gives(tmp_path: Path) -> None:
    path = write(tmp_path, ATMOSPHERE)
    inventory = read_inventory(path, "computes", "controllers")
    assert (list(inventory.hosts), inventory.names_of_control, list(inventory.control)) == (["kvm1", "kvm2"], ("ctl1",), ["ctl1"])
    assert read_inventory(path, "computes").names_of_control == ()


def test_a_group_of_control_hosts_that_is_not_there_is_told_and_compute_hosts_are_read(tmp_path: Path) -> None:
    inventory = read_inventory(write(tmp_path, ATMOSPHERE), "computes", "controller")
    assert (list(inventory.hosts), inventory.names_of_control) == (["kvm1", "kvm2"], ())
    assert inventory.left_out == (
        "there is no group 'controller', which the profile names as hosts.control_group - did you mean 'controllers'?"
    )


def test_toml_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "hosts.toml"
    path.write_text('[compute.hosts.c1]\nansible_host = "10.0.0.1"\n')
    with pytest.raises(UsageProblem, match=r"this is TOML\. Have ansible-inventory on PATH"):
        read_inventory(path)


def test_merged_keys_are_taken(tmp_path: Path) -> None:
    text = (
        "spare: {vars: &x {ansible_user: ops, ansible_port: 2222}}\n"
        "all:\n  hosts:\n    c1: {<<: *x, ansible_host: 10.0.0.1}\n    c2: {<<: *x, ansible_port: 22}\n"
    )
    hosts = read_inventory(write(tmp_path, text, "h.yaml")).hosts
    assert [(host.address, host.user, host.port) for host in hosts.values()] == [("10.0.0.1", "ops", 2222), ("c2", "ops", 22)]
