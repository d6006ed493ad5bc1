"""A host that hangs costs its own timeout only, however it hangs; all that the others say is there."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from conformance.checks.facts.store import Facts, gather_all
from conformance.checks.invariants import hold, names
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import NotApplicable, Scope
from conformance.probe.hosts import Hosts
from selftests.stand_ins.ssh_server import SshServer, serve

PROFILE = Profile(
    services={
        LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.PROCESS, name="nova-compute", config=("/nowhere/nova.conf",)),
        LogicalService.NOVA_LIBVIRT: Service(kind=ServiceKind.PROCESS, name="libvirtd"),
        LogicalService.L2_AGENT: Service(kind=ServiceKind.PROCESS, name="agent"),
    }
)

CONNECT = 1
"""Seconds; as selftests.stand_ins.ssh_server gives them."""

SILENCE = 3 * CONNECT
"""Seconds after which ssh gives up a host that has stopped answering."""

SOUND = 15.0
"""Seconds that a sound host may take, with its tries to reach the others, however busy this machine is."""


@pytest.fixture
def ssh_server(tmp_path: Path) -> Iterator[SshServer]:
    with serve(tmp_path) as server:
        yield server


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of one that accepts connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listener:
        yield listener.getsockname()[1]


def line(server: SshServer, name: str, **variables: object) -> str:
    """A host of its own for ssh, though all are one machine: an inventory in which two lead to the same is refused."""
    return server.inventory_line(name, ansible_ssh_common_args=f"'-F {server.directory}/ssh_config -o SendEnv={name}'", **variables)


def gather(hosts: Hosts, *wanted: str) -> tuple[Facts, float]:
    started = time.monotonic()
    facts = gather_all(hosts, PROFILE, wanted, {}, lambda: CloudFacts(gathered=datetime.now(UTC)))
    return facts, time.monotonic() - started


@contextmanager
def frozen(server: SshServer) -> Iterator[None]:
    """Stop sshd and all that serve its connections: the host is there, and says nothing any more."""
    sshd = psutil.Process(server.process)
    processes = [sshd, *sshd.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def test_a_host_that_never_speaks_costs_its_connect_timeout_once(ssh_server: SshServer, mute: int) -> None:
    lines = (line(ssh_server, "h1"), line(ssh_server, "h2"), line(ssh_server, "h3", ansible_port=mute))
    with ssh_server.hosts(PROFILE, *lines) as hosts:
        facts, seconds = gather(hosts, "h1", "h2", "h3")
    sound, other, hung = facts.hosts
    assert sound.cpu
    assert other.cpu
    assert hung.seconds < CONNECT + 2
    assert any("does not speak SSH" in gap.why for gap in hung.gaps)
    assert seconds < CONNECT + SOUND


def test_a_host_that_freezes_while_it_is_connected_is_given_up_and_keeps_nobody_waiting(
    ssh_server: SshServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serve(tmp_path_factory.mktemp("frozen")) as other:
        lines = (line(ssh_server, "h1"), line(other, "h2"), line(ssh_server, "h3"))
        with ssh_server.hosts(PROFILE, *lines) as hosts:
            hosts.on("h2").run("true")
            with frozen(other):
                facts, seconds = gather(hosts, "h1", "h2", "h3")
    known = {one.host: one for one in facts.hosts}
    assert known["h1"].cpu
    assert known["h3"].cpu
    assert known["h2"].cpu is None
    assert max(known["h1"].seconds, known["h3"].seconds) < SOUND
    assert known["h2"].seconds < SILENCE + CONNECT + SOUND
    assert seconds < SILENCE + CONNECT + SOUND


def test_of_a_host_that_hangs_nothing_holds(ssh_server: SshServer, mute: int) -> None:
    lines = (line(ssh_server, "h1"), line(ssh_server, "h3", ansible_port=mute))
    with ssh_server.hosts(PROFILE, *lines) as hosts:
        facts, _ = gather(hosts, "h1", "h3")
    passed = []
    for name in names(Scope.HOST):
        with suppress(SuiteFault, CloudFault, NotApplicable):
            hold(name, facts.around(PROFILE), "h3")
            passed.append(name)
    assert not passed
