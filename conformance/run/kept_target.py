"""What a run was started on, kept beside its results: cleaning up after it, or going on with it, uses what the run itself used."""

import json
from pathlib import Path

from conformance.model.base import Noun
from conformance.model.errors import UsageProblem
from conformance.model.files import MIB, is_directory, read_bytes
from conformance.site.inventory import read_inventory
from conformance.site.inventory_model import Inventory
from conformance.site.profile import load_profile
from conformance.site.profile_model import Profile
from conformance.site.target import Target
from conformance.text.writing import json_text

FILE = "target.json"

_LARGEST = 16 * MIB
"""Bytes of such a file that are read: an inventory of some ten thousand hosts."""


class KeptTarget(Noun):
    """A target as it is kept. inventory, profile: None where they hold what looks like a secret, which is not written to a disk."""

    cloud: str
    profile_name: str
    profile: Profile | None = None
    inventory: Inventory | None = None


_NOT_KEPT = "the run's {} holds what looks like a secret, so the run did not keep it"


def keep_target(run_dir: Path, target: Target) -> None:
    """Write it down before anything is created. :raises OSError: it cannot be written"""
    kept = {
        "cloud": target.cloud,
        "profile_name": target.profile_name,
        "profile": _without_secrets(target.profile),
        "inventory": _without_secrets(target.inventory),
    }
    (run_dir / FILE).write_text(json_text(kept, indent=2) + "\n", encoding="utf-8")


def _without_secrets(part: Profile | Inventory) -> object:
    """The content of a part of a target; None if it would be redacted, as what is left of it would be wrong."""
    content = part.model_dump(mode="json")
    return content if json.loads(json_text(content)) == content else None


def kept_target(run_dir: Path) -> KeptTarget:
    """What that run was started on. :raises UsageProblem: it is not the directory of a run of this release"""
    try:
        return KeptTarget.model_validate_json(read_bytes(run_dir / FILE, _LARGEST))
    except (OSError, ValueError) as trouble:
        raise UsageProblem(
            f"{run_dir}: there is no {FILE} in it that can be read, so it is not the directory of a run of this release"
        ) from trouble


def restored(kept: KeptTarget, *, profile: str | None = None, inventory: Path | None = None) -> Target:
    """The target of an earlier run.

    :param profile: to use another than the run's own, as inventory
    :raises UsageProblem: what is given is wrong, or what is not given was not kept
    """
    if profile is None and kept.profile is None:
        raise UsageProblem(f"{_NOT_KEPT.format('profile')}: give it with --profile {kept.profile_name}")
    if inventory is None and kept.inventory is None:
        raise UsageProblem(f"{_NOT_KEPT.format('inventory')}: give it with --inventory FILE")
    own = kept.profile if profile is None else load_profile(profile)
    hosts = kept.inventory if inventory is None else read_inventory(inventory, own.hosts.group if own else None)
    assert own is not None
    assert hosts is not None
    return Target(cloud=kept.cloud, profile_name=profile or kept.profile_name, profile=own, inventory=hosts)


def run_directory(run: str, reports: Path) -> Path:
    """The directory of a run, by its id or by its path. :raises UsageProblem: there is none"""
    path = Path(run) if "/" in run else reports / run
    if not is_directory(path):
        raise UsageProblem(f"there is no run {run!r}: {path} is no directory. Give the id or the path of a directory in {reports}")
    return path.resolve()
