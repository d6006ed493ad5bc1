"""Fixtures of the tests of reading hosts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.probe.hosts import HostAccess
from selftests.diagnosis.evidence.hosts.bench import HOST, Bench
from selftests.stand_ins.ssh_server import SshServer


@pytest.fixture(scope="session")
def access(running_ssh_server: SshServer) -> Iterator[HostAccess]:
    """One connection for all tests: a host is read by one command, whatever was read before."""
    with running_ssh_server.hosts() as hosts:
        yield hosts.on(HOST)


@pytest.fixture
def bench(ssh_server: SshServer, access: HostAccess, tmp_path: Path) -> Bench:
    return Bench(ssh_server, access, tmp_path)
