"""A fake site for what pipelines run, with the clone's own programs."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access

PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Site:
    """A cloud, where its files are, and the environment of a pipeline's job there."""

    cloud: FakeCloud
    directory: Path
    environment: dict[str, str]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two hosts."""
    directory = tmp_path / "site"
    directory.mkdir()
    cloud = FakeCloud(directory, [Host("a"), Host("b")])
    with serving(cloud):
        access = write_access(cloud)
        known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "CONFORMANCE", "CI"))}
        path = f"{directory / 'bin'}:{PROGRAMS}:/usr/bin:/bin"
        # each start of Ansible takes a second, and reads no more in this inventory
        yield Site(cloud, directory, known | access | {"PATH": path, "CONFORMANCE_ANSIBLE_INVENTORY": "", "HOME": str(tmp_path)})
