"""Fixtures of the tests of conformance.site."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.site.cloud import connect
from selftests.small_cloud import SmallCloud
from selftests.small_cloud import serve as small_cloud_server
from selftests.ssh_server import SshServer, serve


@pytest.fixture(scope="session")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with serve(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def profile_file(tmp_path: Path) -> Path:
    """A profile to write."""
    return tmp_path / "site.yaml"


@pytest.fixture
def small_cloud() -> Iterator[SmallCloud]:
    """Two compute hosts, and one of each thing that a guest is made of but two flavors."""
    with small_cloud_server() as cloud:
        cloud.add_host("compute-02")
        cloud.add_host("compute-01")
        cloud.add_image("cirros")
        cloud.add_flavor("tiny", 128, 1)
        cloud.add_flavor("small", 256, 1)
        cloud.add_network("guests")
        yield cloud


@pytest.fixture
def clouds_yaml(small_cloud: SmallCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes the clouds.yaml that is found; to begin with, one that lets us in."""

    def write(text: str) -> Path:
        path = tmp_path / "clouds.yaml"
        path.write_text(text)
        return path

    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(write(small_cloud.clouds_yaml())))
    return write


@pytest.fixture
def conn(clouds_yaml: Callable[[str], Path]) -> Iterator[Connection]:
    """A connection to the small cloud; clouds_yaml wrote how."""
    with connect("small") as connection:
        yield connection
