"""The OpenStack releases that the lab can run. Each has a lock file, and an environment of its own."""

from pathlib import Path

from lab.errors import LabError

RELEASES = ("2025.1", "2026.1", "2026.2")
"""Each can be upgraded to the next: 2025.1 and 2026.1 are SLURP releases, between which an upgrade may skip one."""

NEWEST = RELEASES[-1]


def lock_of(release: str) -> Path:
    """The lock file of a release's packages."""
    return Path(__file__).parent / "openstack" / release / "requirements.txt"


def lock_with_volumes(release: str) -> Path:
    """The lock file of a release's packages with Cinder. :raises LabError: there is none"""
    lock = lock_of(release).with_name("volumes.txt")
    if not lock.exists():
        raise LabError(f"a lab with volumes is there with {NEWEST} only: leave out --release {release}, or --storage")
    return lock


def next_of(release: str) -> str:
    """The release that a release is upgraded to. :raises LabError: it is the newest"""
    if release == NEWEST:
        raise LabError(f"{NEWEST} is the newest release that the lab has: there is none to upgrade to")
    return RELEASES[RELEASES.index(release) + 1]
