"""What a run was started on is had again, by Nova's names of hosts and by the groups of its profile, from what it kept."""

from pathlib import Path

import pytest

from conformance.config.profile_model import HostAccessRules, Profile
from conformance.inventory.inventory import Inventory, read_inventory
from conformance.model.errors import UsageProblem
from conformance.run.kept_target import KeptTarget, keep_target, kept_target, restored
from conformance.target import Target


@pytest.mark.parametrize("key", ["group", "control_group"])
def test_it_is_not_taken_for_that_of_a_profile_which_names_others(profile_file: Path, key: str) -> None:
    profile_file.write_text(f"hosts: {{{key}: others}}\n")
    kept = KeptTarget(cloud="c", profile_name="p", profile=Profile(hosts=HostAccessRules()), inventory=Inventory())
    with pytest.raises(
        UsageProblem, match=r"^the run's inventory was read for the groups of another profile \(hosts.group, hosts.control_group\)"
    ):
        restored(kept, profile=str(profile_file))


def test_it_is_taken_for_that_of_a_profile_which_names_the_same(profile_file: Path) -> None:
    profile_file.write_text("hosts: {control_group: controllers}\n")
    profile = Profile(hosts=HostAccessRules(control_group="controllers"))
    kept = KeptTarget(cloud="c", profile_name="p", profile=profile, inventory=Inventory())
    assert restored(kept, profile=str(profile_file)).inventory == Inventory()


@pytest.mark.parametrize("arguments", ["", " ansible_ssh_common_args='-o ProxyCommand=\"nc %h %p\"'"])
def test_hosts_are_found_by_novas_names_in_another_inventory_too(tmp_path: Path, arguments: str) -> None:
    own, other = tmp_path / "own.ini", tmp_path / "other.ini"
    own.write_text(f"[compute]\nr12.example.org ansible_host=192.0.2.1{arguments}\nr13\n")
    inventory = read_inventory(own).model_copy(update={"aliases": {"r12": "r12.example.org"}})
    keep_target(tmp_path, Target(cloud="c", profile_name="p", profile=Profile(), inventory=inventory))
    kept = kept_target(tmp_path)
    assert (kept.inventory is None) is bool(arguments), "what has ssh run a command is not kept"
    other.write_text("[compute]\nr12.example.org ansible_host=192.0.2.7\n")
    assert restored(kept, inventory=other).inventory.host("r12").address == "192.0.2.7"
    other.write_text("[compute]\nr12 ansible_host=192.0.2.8\nr12.example.org ansible_host=192.0.2.9\n")
    assert restored(kept, inventory=other).inventory.host("r12").address == "192.0.2.8"
    if kept.inventory is not None:
        assert restored(kept).inventory.host("r12").address == "192.0.2.1"
