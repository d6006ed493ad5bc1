"""Everything that the gate installs from a registry is checked against a hash in the repository."""

import json
import re
from pathlib import Path

import pytest

from lab.installed.releases import NEWEST, RELEASES, lock_of, lock_with_volumes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "path",
    [
        "uv.txt",
        "tempest/requirements.txt",
        *(f"openstack/{release}/requirements.txt" for release in RELEASES),
        f"openstack/{NEWEST}/volumes.txt",
    ],
)
def test_every_python_package_has_its_hashes(path: str) -> None:
    text = (ROOT / "lab" / "installed" / path).read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert packages
    assert [line for line in packages if "--hash=sha256:" not in line] == []


def test_a_lab_with_volumes_has_the_others_packages_and_cinder() -> None:
    usual, volumes = (_versions(lock) for lock in (lock_of(NEWEST), lock_with_volumes(NEWEST)))
    assert usual.items() <= volumes.items()
    assert "cinder" in volumes


def _versions(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), re.MULTILINE)
    return {name: version for name, version in found if name != "libvirt-python"}


def test_pip_asks_for_hashes_wherever_it_is_called() -> None:
    calls = [line for line in (ROOT / "Makefile").read_text().splitlines() if re.search(r"\bpip install\b", line)]
    assert calls
    assert [line for line in calls if "--require-hashes" not in line] == []


def test_every_package_of_the_report_generator_has_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
