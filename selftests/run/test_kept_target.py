"""What a run was started on is had again, by Nova's names of hosts, from what it kept."""

from pathlib import Path

import pytest

from conformance.config.profile_model import Profile
from conformance.inventory.inventory import read_inventory
from conformance.run.kept_target import keep_target, kept_target, restored
from conformance.target import Target


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
