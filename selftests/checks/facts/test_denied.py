"""What the suite is not let in to read is told by name, and nothing holds for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.checks.facts.store import gather_all
from conformance.checks.host import AllHosts
from conformance.checks.invariants import hold, names
from conformance.config.profile_model import HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import NotApplicable, Scope
from selftests.stand_ins.ssh_server import SshServer, serve

SERVICES = {
    LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.DOCKER, name="nova_compute", config=("/etc/nova/nova.conf",)),
    LogicalService.NOVA_LIBVIRT: Service(kind=ServiceKind.DOCKER, name="nova_libvirt"),
    LogicalService.L2_AGENT: Service(kind=ServiceKind.DOCKER, name="agent"),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    with serve(tmp_path) as running:
        yield running


def seen(server: SshServer, profile: Profile) -> AllHosts:
    with server.hosts(profile) as hosts:
        facts = gather_all(hosts, profile, ["compute-01"], {}, lambda: CloudFacts(gathered=datetime.now(UTC)))
    return facts.around(profile)


def outcomes(hosts: AllHosts) -> dict[str, str]:
    """What each invariant says of the host; those that say for a reason that they do not apply are left out. A fault of the host begins
    with FAULT."""
    said = {}
    for name in names(Scope.HOST):
        try:
            hold(name, hosts, "compute-01")
            said[name] = "holds"
        except NotApplicable:
            continue
        except SuiteFault as fault:
            said[name] = str(fault)
        except CloudFault as fault:
            said[name] = f"FAULT {fault}"
    return said


def test_where_sudo_is_denied_nothing_holds_and_each_says_that(server: SshServer) -> None:
    server.stand_in("sudo", "echo 'sudo: a password is required' >&2; exit 1")
    said = outcomes(seen(server, Profile(services=SERVICES, hosts=HostAccessRules(sudo=True))))
    assert "holds" not in said.values()
    about_the_host = [words for words in said.values() if "compute-01" in words]
    assert len(about_the_host) > 20
    assert any("it refuses sudo (sudo: a password is required)" in words for words in about_the_host)


def test_where_the_engine_may_not_be_asked_nothing_of_the_containers_holds(server: SshServer) -> None:
    refusal = "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"
    server.stand_in("docker", f"echo '{refusal}' >&2; exit 1")
    said = outcomes(seen(server, Profile(services=SERVICES)))
    for name in ("libvirt_answers", "vif_plugging_timeout", "services_run", "compute_service_runs", "instances_free"):
        assert refusal in said[name], name


def test_where_a_container_is_gone_its_service_does_not_run_and_what_is_read_in_it_is_an_error(server: SshServer) -> None:
    server.stand_in("docker", "echo 'Error response from daemon: No such container: x' >&2; exit 1")
    hosts = seen(server, Profile(services=SERVICES))
    with pytest.raises(SuiteFault, match="No such container"):
        hold("vif_plugging_timeout", hosts, "compute-01")
    with pytest.raises(AssertionError, match="seen: absent"):
        hold("compute_service_runs", hosts, "compute-01")
