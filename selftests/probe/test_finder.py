import time
from pathlib import Path

import pytest

from conformance.config.profile_model import Connection, HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.inventory.inventory import Inventory
from conformance.model.errors import SuiteFault
from conformance.probe import finder
from conformance.probe.hosts import Hosts, HostUnreachable, ServiceAbsent
from conformance.probe.service_state import Health
from selftests.probe.answers import state
from selftests.stand_ins.services import ACTIVE, DEAD, NO_DAEMON, engine, systemctl
from selftests.stand_ins.ssh_server import SshServer, free_port

L2 = LogicalService.L2_AGENT
LIBVIRT = LogicalService.NOVA_LIBVIRT

KOLLA = Profile(
    services={
        L2: Service(
            kind=ServiceKind.DOCKER,
            name="neutron_openvswitch_agent",
            alternatives=(Service(kind=ServiceKind.DOCKER, name="ovn_controller"),),
        ),
        LIBVIRT: Service(
            kind=ServiceKind.DOCKER,
            name="nova_libvirt",
            alternatives=(
                Service(kind=ServiceKind.SYSTEMD, name="libvirtd"),
                Service(kind=ServiceKind.SYSTEMD, name="virtqemud"),
            ),
        ),
    }
)


def test_the_alternative_that_runs_is_the_service(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine(ovn_controller=state("running")))
    ssh_server.stand_in("systemctl", systemctl({"libvirtd": DEAD, "virtqemud": ACTIVE}))
    with ssh_server.hosts(KOLLA) as hosts:
        found = hosts.on("compute-01").find([L2, LIBVIRT])
        assert {name: (one.best.service.name, one.health) for name, one in found.items()} == {
            L2: ("ovn_controller", Health.RUNNING),
            LIBVIRT: ("virtqemud", Health.RUNNING),
        }
        assert hosts.on("compute-01").definition("l2_agent").name == "ovn_controller"
        assert hosts.on("compute-01").service("l2_agent").run("echo $CONTAINER").stdout == "ovn_controller\n"
        assert hosts.on("compute-01").service("nova_libvirt") is hosts.on("compute-01"), "a unit runs on the host itself"


RESTARTED = "NRestarts=40\\nLoadState=loaded\\nActiveState=active\\nSubState=running"


@pytest.mark.parametrize(
    ("units", "restarts"),
    [({"kolla-nova_libvirt-container.service": RESTARTED}, 40), ({}, 2)],
    ids=["the-units-count", "the-engines-count-without-a-unit"],
)
def test_restarts_of_a_container_are_those_that_its_unit_counts(ssh_server: SshServer, units: dict[str, str], restarts: int) -> None:
    ssh_server.stand_in("docker", engine(nova_libvirt=state("running", restarts=2)))
    ssh_server.stand_in("systemctl", systemctl(units))
    service = Service(kind=ServiceKind.DOCKER, name="nova_libvirt", unit="kolla-nova_libvirt-container.service")
    with ssh_server.hosts(Profile(services={LIBVIRT: service})) as hosts:
        (found,) = hosts.on("compute-01").find([LIBVIRT]).values()
    assert found.best.seen.restarts == restarts


def test_a_container_is_told_of_where_its_unit_cannot_be_asked_for(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine(nova_libvirt=state("running", restarts=2)))
    ssh_server.stand_in("systemctl", 'echo "System has not been booted with systemd" >&2; exit 1')
    service = Service(kind=ServiceKind.DOCKER, name="nova_libvirt", unit="kolla-nova_libvirt-container.service")
    with ssh_server.hosts(Profile(services={LIBVIRT: service})) as hosts:
        (found,) = hosts.on("compute-01").find([LIBVIRT]).values()
    assert (found.best.seen.words, found.best.seen.restarts) == ("running, restarted 2 times", 2)


def test_the_likeliest_is_taken_of_several_that_run(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine(nova_libvirt=state("running", "healthy")))
    ssh_server.stand_in("systemctl", systemctl({"libvirtd": ACTIVE}))
    with ssh_server.hosts(KOLLA) as hosts:
        assert hosts.on("compute-01").definition("nova_libvirt").name == "nova_libvirt"


def test_one_that_is_stopped_is_taken_where_none_runs(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine(ovn_controller=state("exited")))
    with ssh_server.hosts(KOLLA) as hosts:
        found = hosts.on("compute-01").find([L2])[L2]
    assert (found.best.service.name, found.health) == ("ovn_controller", Health.STOPPED)


def test_a_daemon_that_listens_for_connections_counts_as_running(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine())
    ssh_server.stand_in("systemctl", systemctl({"virtqemud": DEAD}, sockets=["virtqemud.socket"]))
    with ssh_server.hosts(KOLLA) as hosts:
        found = hosts.on("compute-01").find([LIBVIRT])[LIBVIRT]
    assert found.best.text == "unit virtqemud: started on demand by virtqemud.socket"


def test_where_no_alternative_is_there_all_that_was_tried_is_told(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", engine())
    with ssh_server.hosts(KOLLA) as hosts, pytest.raises(ServiceAbsent) as caught:
        hosts.on("compute-01").service("l2_agent")
    assert str(caught.value) == (
        "compute-01: l2_agent is not found (container neutron_openvswitch_agent: not there; container ovn_controller: not there). "
        "Correct services.l2_agent in the profile, or start it"
    )


def test_a_silent_engine_is_no_absent_service(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", NO_DAEMON)
    ssh_server.stand_in("systemctl", systemctl({}))
    with ssh_server.hosts(KOLLA) as hosts:
        found = hosts.on("compute-01").find([LIBVIRT])[LIBVIRT]
        assert found.health is Health.UNASKED
        with pytest.raises(ServiceAbsent, match="Is the docker daemon running"):
            hosts.on("compute-01").definition("nova_libvirt")


def test_an_engine_that_hangs_keeps_no_other_from_answering(ssh_server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "_PATIENCE", 0.3)
    ssh_server.stand_in("docker", "sleep 120")
    ssh_server.stand_in("systemctl", systemctl({"libvirtd": ACTIVE}))
    started = time.monotonic()
    with ssh_server.hosts(KOLLA) as hosts:
        found = hosts.on("compute-01").find([LIBVIRT])[LIBVIRT]
    assert [candidate.text for candidate in found.candidates][:2] == [
        "container nova_libvirt: docker did not answer in time",
        "unit libvirtd: active (running)",
    ]
    assert found.health is Health.RUNNING
    assert time.monotonic() - started < 60


def test_which_alternative_it_is_is_asked_once(ssh_server: SshServer) -> None:
    counter = ssh_server.directory / "asked"
    ssh_server.stand_in("docker", f"echo x >> {counter}\n" + engine(ovn_controller=state("running")))
    with ssh_server.hosts(KOLLA) as hosts:
        for _ in range(3):
            assert hosts.on("compute-01").definition("l2_agent").name == "ovn_controller"
    assert counter.read_text().count("x") == 2, "each of the two candidates once"
    counter.unlink()


def test_a_service_without_alternatives_is_not_asked_after() -> None:
    profile = Profile(services={L2: Service(kind=ServiceKind.DOCKER, name="a")})
    with Hosts(profile, Inventory(), connect_timeout=1) as hosts:
        assert hosts.on("no-such-host.invalid").definition("l2_agent").name == "a"


def test_a_dead_host_is_told_as_such_and_asked_again_later(ssh_server: SshServer) -> None:
    line = ssh_server.inventory_line(ansible_port=free_port())
    with ssh_server.hosts(KOLLA, line) as hosts, pytest.raises(HostUnreachable, match="nothing listens"):
        hosts.on("compute-01").service("l2_agent")


def test_a_service_that_the_deployment_does_not_have_is_left_out(ssh_server: SshServer) -> None:
    profile = Profile(services={L2: Service(kind=ServiceKind.NONE, name="x")})
    with ssh_server.hosts(profile) as hosts:
        assert hosts.on("compute-01").find([L2, LIBVIRT]) == {}
        with pytest.raises(SuiteFault, match="this deployment has no l2_agent"):
            hosts.on("compute-01").service("l2_agent")


def test_names_arrive_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = state("running")
    (tmp_path / "docker").write_text(f"#!/bin/sh\nfor last; do :; done\necho \"$last\" > {tmp_path}/asked\necho '{said}'\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    name = """it's "a" $HOME %s {{x}}"""
    profile = Profile(hosts=HostAccessRules(connection=Connection.LOCAL), services={L2: Service(kind=ServiceKind.DOCKER, name=name)})
    with Hosts(profile, Inventory()) as hosts:
        assert hosts.on("here").find([L2])[L2].health is Health.RUNNING
    assert (tmp_path / "asked").read_text() == f"{name}\n"
