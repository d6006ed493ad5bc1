"""The inventory that a run kept is that of the groups that its profile names."""

from pathlib import Path

import pytest

from conformance.config.profile_model import HostAccessRules, Profile
from conformance.inventory.inventory import Inventory
from conformance.model.errors import UsageProblem
from conformance.run.kept_target import KeptTarget, restored


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
