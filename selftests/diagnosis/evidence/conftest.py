"""Fixtures of the tests of conformance.diagnosis.evidence."""

from collections.abc import Iterator

import pytest
from openstack.connection import Connection

from selftests.diagnosis.evidence.recorded_cloud import RecordedCloud, connection_to, served
from selftests.stand_ins.ssh_server import SshServer, serve


@pytest.fixture(scope="session")
def running_ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with serve(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def ssh_server(running_ssh_server: SshServer) -> Iterator[SshServer]:
    """A host whose kernel has nothing to say, unless a test has it say something."""
    running_ssh_server.stand_in("dmesg", "exit 0")
    yield running_ssh_server
    for program in (running_ssh_server.directory / "bin").iterdir():
        program.unlink()


@pytest.fixture
def cloud() -> RecordedCloud:
    return RecordedCloud()


@pytest.fixture
def conn(cloud: RecordedCloud) -> Iterator[Connection]:
    with served(cloud) as url, connection_to(url) as connection:
        yield connection
