"""What a run was started on, kept beside its results: cleaning up after it, or going on with it, uses what the run itself used."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from conformance.config.profile import load_profile
from conformance.config.profile_model import Profile
from conformance.input.files import MIB, is_directory, read_bytes
from conformance.inventory.inventory import read_inventory
from conformance.inventory.reached import Inventory
from conformance.inventory.ssh_arguments import may_be_kept
from conformance.model.base import Noun
from conformance.model.errors import UsageProblem
from conformance.target import Target
from conformance.text.writing import json_text

FILE = "target.json"

_LARGEST = 64 * MIB
"""Bytes of such a file that are read: an inventory of 100,000 hosts."""


class KeptTarget(Noun):
    """A target as it is kept. profile, inventory: None where one is not written to a disk. aliases: the inventory's, which hold as well for
    another one of the same hosts.

    An inventory that has ssh run a command (ProxyCommand) is not kept: the command may hold a password, and whoever gets the run's
    directory from somebody else would run it.
    """

    cloud: str
    profile_name: str
    profile: Profile | None = None
    inventory: Inventory | None = None
    aliases: dict[str, str] = Field(default={})


def keep_target(run_dir: Path, target: Target) -> None:
    """Write it down before anything is created. :raises OSError: it cannot be written"""
    kept = {
        "cloud": target.cloud,
        "profile_name": target.profile_name,
        "profile": _without_secrets(target.profile),
        "inventory": _without_secrets(target.inventory) if _runs_nothing(target.inventory) else None,
        "aliases": target.inventory.aliases,
    }
    (run_dir / FILE).write_text(json_text(kept, indent=1) + "\n", encoding="utf-8")


def _without_secrets(part: Profile | Inventory) -> object:
    """The content of a part of a target; None if it would be redacted, as what is left of it would be wrong."""
    content = part.model_dump(mode="json")
    return content if json.loads(json_text(content)) == content else None


def _runs_nothing(inventory: Inventory) -> bool:
    return all(may_be_kept(host.ssh_arguments) for host in (*inventory.hosts.values(), *inventory.control.values()))


def kept_target(run_dir: Path) -> KeptTarget:
    """What that run was started on. :raises UsageProblem: it is not the directory of a run of this release"""
    try:
        return KeptTarget.model_validate_json(read_bytes(run_dir / FILE, _LARGEST))
    except (OSError, ValueError) as trouble:
        raise UsageProblem(
            f"{run_dir}: there is no {FILE} in it that can be read, so it is not the directory of a run of this release. "
            "A run of an earlier release is cleaned by `conformance clean` with --os-cloud, --profile and --inventory"
        ) from trouble


def restored(kept: KeptTarget, *, profile: str | None = None, inventory: Path | None = None) -> Target:
    """The target of an earlier run.

    :param profile: to use another than the run's own, as inventory
    :raises UsageProblem: what is given is wrong, or what is not given was not kept
    """
    own = kept.profile if profile is None else load_profile(profile)
    if own is None:
        raise UsageProblem("the run did not keep its profile, which holds what looks like a secret: give it with --profile")
    hosts = _kept_inventory(kept, own) if inventory is None else _read(inventory, own, kept.aliases)
    return Target(cloud=kept.cloud, profile_name=profile or kept.profile_name, profile=own, inventory=hosts)


def _read(path: Path, profile: Profile, aliases: Mapping[str, str]) -> Inventory:
    """An inventory in place of the run's own, whose hosts are found by Nova's names as those of the run's were."""
    inventory = read_inventory(path, profile.hosts.group, profile.hosts.control_group)
    known = {name: own for name, own in aliases.items() if own in inventory.hosts and name not in inventory.hosts}
    return inventory.model_copy(update={"aliases": known})


def _kept_inventory(kept: KeptTarget, profile: Profile) -> Inventory:
    """:raises UsageProblem: there is none, it has ssh run commands, or it is of the hosts of another profile"""
    if kept.inventory is None or not _runs_nothing(kept.inventory):
        raise UsageProblem(
            "the run did not keep its inventory, which has ssh run a command (ProxyCommand) or holds what looks like a secret: "
            "give it with --inventory PATH"
        )
    if kept.profile is None or _groups(kept.profile) != _groups(profile):
        raise UsageProblem(
            "the run's inventory was read for the groups of another profile (hosts.group, hosts.control_group): "
            "give it with --inventory PATH"
        )
    return kept.inventory


def _groups(profile: Profile) -> tuple[str | None, str | None]:
    """Those of its inventory that it names."""
    return profile.hosts.group, profile.hosts.control_group


def run_directory(run: str, reports: Path) -> Path:
    """The directory of a run, by its id or by its path. :raises UsageProblem: there is none"""
    path = Path(run) if "/" in run else reports / run
    if not is_directory(path):
        raise UsageProblem(f"there is no run {run!r}: {path} is no directory. Give the id or the path of a directory in {reports}")
    return path.resolve()
