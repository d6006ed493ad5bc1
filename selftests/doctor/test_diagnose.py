import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.config.profile_model import LogicalService
from conformance.doctor.finding import Finding, Status
from conformance.probe import finder
from selftests.doctor.conftest import WELL, SiteUnderTest, local
from selftests.probe.answers import state
from selftests.stand_ins.services import ACTIVE, NO_DAEMON, container, engine, kubectl, pod, systemctl
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF
from selftests.stand_ins.ssh_server import SshServer, free_port

pytestmark = SDK_WARNS_OF_ITSELF


def test_a_site_that_is_ready_has_nothing_but_ok(site: SiteUnderTest) -> None:
    diagnosis = site.examine()
    assert [finding for finding in diagnosis.findings if finding.status is not Status.OK] == []
    assert diagnosis.worst is Status.OK
    assert [finding.subject for finding in diagnosis.findings if not finding.service] == [
        "profile",
        "inventory",
        "cloud",
        "rights",
        "guest",
        "hosts",
        "compute-01",
        "compute-02",
    ]
    assert (
        Finding(
            status=Status.OK,
            subject="compute-02",
            service=LogicalService.L2_AGENT,
            text="l2_agent is container ovn_controller: running (healthy)",
            found="container ovn_controller",
        )
        in diagnosis.findings
    ), "which of the alternatives was found is told"


def test_how_the_inventory_was_read_is_told(site: SiteUnderTest) -> None:
    (site.inventory.parent / "host_vars").mkdir()
    found = [finding for finding in site.examine().findings if finding.subject == "inventory"]
    assert [(finding.status, finding.text.partition(": ")[2]) for finding in found] == [
        ("ok", "2 compute hosts, read without Ansible, so without group_vars, host_vars, vault and plugins"),
        ("note", "unset CONFORMANCE_ANSIBLE_INVENTORY"),
    ]


def test_nothing_is_changed(site: SiteUnderTest) -> None:
    site.examine()
    assert {request.partition(" ")[0] for request in site.cloud.requests if "/auth/tokens" not in request} == {"GET"}


def test_every_host_that_cannot_be_reached_is_one_line(site: SiteUnderTest, ssh_server: SshServer) -> None:
    port = free_port()
    site.lines(ssh_server.inventory_line("compute-01", ansible_port=port), local("compute-02"))
    assert site.complaints() == [
        f"problem compute-01: nothing listens at 127.0.0.1 port {port}. Start sshd there, or correct ansible_host and ansible_port"
    ]


def test_hosts_that_hang_cost_their_time_once_and_keep_no_other_waiting(site: SiteUnderTest, ssh_server: SshServer) -> None:
    names = [f"compute-{number:02}" for number in range(3, 9)]
    for name in names:
        site.cloud.add_host(name)
    with socket.create_server(("127.0.0.1", 0), backlog=16) as mute:
        hung = [
            ssh_server.inventory_line(name, ansible_port=mute.getsockname()[1], ansible_host=f"127.0.0.{number}")
            for number, name in enumerate(names, start=1)
        ]
        site.lines(local("compute-01"), local("compute-02"), *hung)
        started = time.monotonic()
        complaints = site.complaints(timeout=3)
    assert [line.split()[1] for line in complaints] == [f"{name}:" for name in names]
    assert time.monotonic() - started < 15, "six times three seconds, one after the other, would be more"


def test_a_service_that_is_not_there_is_told_with_all_that_was_tried(site: SiteUnderTest) -> None:
    site.stand_in("docker", engine(**{name: state for name, state in WELL.items() if name != "ovn_controller"}))
    tried = "container neutron_openvswitch_agent: not there; container ovn_controller: not there"
    advice = "Start it, or correct services.l2_agent in the profile (or take another profile)"
    assert site.complaints() == [f"problem {host}: l2_agent is not found ({tried}). {advice}" for host in ("compute-01", "compute-02")]


def test_an_optional_service_that_is_not_there_is_a_note(site: SiteUnderTest) -> None:
    site.say("  nova_ssh: {kind: docker, name: nova_ssh, optional: true}")
    assert site.complaints() == [
        f"note {host}: nova_ssh is not there, and need not be (container nova_ssh)" for host in ("compute-01", "compute-02")
    ]
    assert site.examine().worst is Status.NOTE


# the state of nova_compute's container, and what is said of it
STATES = {
    state("exited"): "does not run: exited. Start it: docker start nova_compute",
    state(
        "running", "unhealthy", 2
    ): "does not do well: running (unhealthy), restarted 2 times. Look at: docker logs --tail 50 nova_compute",
    state("restarting", restarts=9, oom=True): (
        "does not do well: restarting, restarted 9 times, out of memory. Look at: docker logs --tail 50 nova_compute"
    ),
}


@pytest.mark.parametrize("said", STATES)
def test_a_service_that_does_not_do_well_is_told_with_what_to_do(site: SiteUnderTest, said: str) -> None:
    site.stand_in("docker", engine(**WELL | {"nova_compute": said}))
    assert site.complaints() == [
        f"problem {host}: nova_compute (container nova_compute) {STATES[said]}" for host in ("compute-01", "compute-02")
    ]


def test_an_engine_that_does_not_answer_is_told_as_that(site: SiteUnderTest) -> None:
    site.stand_in("docker", NO_DAEMON)
    assert [line for line in site.complaints() if "compute-01: nova_compute" in line] == [
        "problem compute-01: nova_compute cannot be asked after: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. "
        "Is the docker daemon running. Start docker there, or correct services.nova_compute.kind in the profile"
    ]


def test_an_engine_that_this_user_may_not_ask_is_told_as_that(site: SiteUnderTest) -> None:
    site.stand_in("docker", "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1")
    assert (
        "problem compute-01: nova_libvirt cannot be asked after: permission denied while trying to connect to the Docker daemon socket. "
        "Set hosts.sudo: true in the profile, or log in as a user who may use docker"
    ) in site.complaints()


def test_an_engine_that_hangs_is_told_as_that(site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "_PATIENCE", 0.2)
    site.stand_in("docker", "sleep 60")
    complaints = site.complaints()
    assert len(complaints) == 6
    assert all("cannot be asked after: docker did not answer in time" in line for line in complaints)


def test_an_alternative_that_runs_too_is_a_note(site: SiteUnderTest) -> None:
    site.stand_in("docker", engine(neutron_openvswitch_agent=state("running"), **WELL))
    assert site.complaints()[0] == (
        "note compute-01: l2_agent may also be container ovn_controller, which runs too. If it is that, make it services.l2_agent "
        "in a profile of your own; else say `alternatives: []` there"
    )


def test_files_that_are_not_where_the_profile_says_are_told(site: SiteUnderTest) -> None:
    site.profile.write_text(site.profile.read_text().replace("/etc/hostname", "/etc/nova.conf").replace("/etc/hosts", "/var/log/nova.log"))
    assert [line for line in site.complaints() if "compute-01" in line] == [
        "problem compute-01: the configuration /etc/nova.conf of nova_compute is not there. "
        "Correct services.nova_compute.config in the profile",
        "problem compute-01: the log /var/log/nova.log of nova_compute is not there. Correct services.nova_compute.log in the profile",
    ]


def test_a_libvirt_without_virsh_is_told(site: SiteUnderTest, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    for program in ("sh", "env", "timeout"):
        (inside / program).symlink_to(f"/usr/bin/{program}")
    site.stand_in("docker", engine(**WELL).replace('exec "$@"', f'PATH={inside} exec "$@"'))
    advice = "Install it there, or correct clients.virsh or services.nova_libvirt in the profile"
    assert site.complaints() == [
        f"problem {host}: there is no virsh where nova_libvirt runs. {advice}" for host in ("compute-01", "compute-02")
    ]


def test_a_container_that_cannot_be_entered_is_told(site: SiteUnderTest) -> None:
    refusal = "Error response from daemon: container 8f6d is not running"
    site.stand_in("docker", f'[ "$1" != exec ] || {{ echo "{refusal}" >&2; exit 1; }}\n{engine(**WELL)}')
    assert (
        "problem compute-02: nova_libvirt cannot be entered: container 8f6d is not running. "
        "Correct services.nova_libvirt.name in the profile, or start it"
    ) in site.complaints()


def test_a_refused_sudo_is_one_line_a_host(site: SiteUnderTest) -> None:
    site.say("hosts: {sudo: true}")
    site.stand_in("sudo", "echo 'sudo: a password is required' >&2; exit 1")
    assert [line.split(". ")[0] for line in site.complaints()] == [
        f"problem {host}: it refuses sudo (sudo: a password is required)" for host in ("compute-01", "compute-02")
    ]


def test_hosts_that_take_no_part_are_noted_and_not_examined(site: SiteUnderTest) -> None:
    site.cloud.add_host("compute-03", state="down")
    site.cloud.add_host("compute-04", status="disabled", disabled_reason="new disk")
    site.lines(*(local(f"compute-0{number}") for number in range(1, 5)))
    assert site.complaints() == [
        "note compute-03: excluded: Nova reports its nova-compute as down. Look at: openstack compute service list --host compute-03",
        "note compute-04: excluded: its nova-compute is disabled (new disk). "
        "To have it tested: openstack compute service set --enable compute-04 nova-compute",
    ]


def test_a_profile_that_says_nothing_of_services_is_told(site: SiteUnderTest) -> None:
    site.profile.write_text("guest: {image: cirros, network: guests}\n")
    why = "has no services, so that nothing can be looked at on hosts. Name them, or a profile that it extends"
    assert site.complaints()[0] == f"problem profile: {site.profile} {why}"


def test_hosts_that_are_none_to_test_are_noted(site: SiteUnderTest) -> None:
    site.cloud.add_host("vc", hypervisor_type="VMware vCenter Server")
    site.cloud.add_host("ctl1-ironic")
    del site.cloud.hypervisors[-1]
    site.cloud.services.append({"binary": "nova-compute", "host": "compute9", "status": "UNKNOWN"})
    site.say("deny: {hosts: ['*-ironic']}")
    told = [line.partition(", ")[0].partition(" (")[0] for line in site.complaints()]
    assert told == [
        "note ctl1-ironic: excluded: Nova has no hypervisor of it: bare metal without nodes",
        "note vc: excluded: its hypervisor is VMware vCenter Server",
        "note compute9: excluded: its cell does not answer Nova's API. Look at: openstack compute service list --host compute9",
    ]


def test_hosts_are_examined_under_novas_names(site: SiteUnderTest) -> None:
    site.lines(local("compute-01.example.org"), local("compute-02"))
    diagnosis = site.examine()
    assert [finding.text for finding in diagnosis.findings if finding.status is Status.NOTE] == [
        "the inventory's compute-01.example.org is compute-01 in Nova"
    ]
    assert next(finding.text for finding in diagnosis.findings if finding.subject == "compute-01").startswith("is reached; ")


def test_hosts_that_the_profile_leaves_alone_are_noted_and_not_logged_in_to(site: SiteUnderTest) -> None:
    site.cloud.add_host("compute-03")
    site.lines(local("compute-01"), local("compute-02"), "compute-03 ansible_host=192.0.2.1")
    site.say("deny: {hosts: [compute-03]}")
    assert site.complaints() == ["note compute-03: excluded by the profile's lists allow and deny. To have it tested, change them there"]


def test_a_list_that_fits_no_host_is_told(site: SiteUnderTest) -> None:
    site.say("deny: {zones: [az9]}")
    assert site.complaints() == ["fatal hosts: deny zone=az9: fits no compute host. Correct it: a list that fits nothing protects nothing"]


def test_one_host_makes_no_pair(site: SiteUnderTest) -> None:
    site.cloud.services[0]["status"] = "disabled"
    assert (
        "problem hosts: 1 compute host can be tested, and a pair needs two. Look at: openstack compute service list --service nova-compute"
    ) in site.complaints()


def test_a_host_that_nova_does_not_know_is_fatal_and_hosts_are_examined_still(site: SiteUnderTest, ssh_server: SshServer) -> None:
    site.lines(local("compute-01"), ssh_server.inventory_line("compute-20"))
    complaints = site.complaints()
    missing = "Nova's compute host compute-02 is missing. Add it; Nova knows no compute host compute-20:"
    assert complaints[0].startswith(f"fatal hosts: inventory {site.inventory}: {missing}")
    assert complaints[1].startswith("problem compute-02: its name compute-02 is unknown here")


def test_every_right_that_is_missing_is_told(site: SiteUnderTest) -> None:
    site.cloud.refusals |= {"/compute/os-migrations": 403, "/placement/resource_providers": 403}
    assert site.complaints() == [
        "problem rights: cloud 'small': admin may not list migrations. Name a user with the admin role in clouds.yaml",
        "problem rights: cloud 'small': admin may not list resource providers. Name a user with the admin role in clouds.yaml",
    ]


def test_a_cloud_without_placement_in_its_catalog_is_told(site: SiteUnderTest) -> None:
    site.cloud.catalog.remove("placement")
    assert site.complaints() == [
        "problem rights: cloud 'small': the catalog has no public endpoint of placement in region one. "
        "Correct region_name and interface in clouds.yaml"
    ]


def test_without_a_cloud_the_hosts_of_the_inventory_are_examined(site: SiteUnderTest, clouds_yaml: Callable[[str], Path]) -> None:
    clouds_yaml(site.cloud.clouds_yaml(password="guess"))
    diagnosis = site.examine()
    assert [finding.subject for finding in diagnosis.findings if finding.status is Status.FATAL] == ["cloud"]
    assert next(finding.text for finding in diagnosis.findings if finding.subject == "compute-02").startswith("is reached; ")


def test_all_that_is_fatal_is_told_at_once(site: SiteUnderTest, clouds_yaml: Callable[[str], Path]) -> None:
    clouds_yaml("clouds: {}")
    site.say("host: {}")
    site.inventory.unlink()
    assert [line.split()[1] for line in site.complaints()] == ["profile:", "inventory:", "cloud:"]


def test_a_guest_that_cannot_be_chosen_is_fatal(site: SiteUnderTest) -> None:
    site.cloud.networks.clear()
    assert [line.partition(":")[0] for line in site.complaints()] == ["fatal guest"]


def test_services_of_the_control_plane_are_looked_for_where_the_profile_says(site: SiteUnderTest) -> None:
    site.say("  nova_scheduler: {kind: systemd, name: nova-scheduler, hosts: [compute-02]}")
    site.say("  nova_conductor: {kind: systemd, name: nova-conductor, hosts: [compute-02]}")
    site.stand_in("systemctl", systemctl({"nova-scheduler": ACTIVE}))
    assert site.complaints() == [
        "problem compute-02: nova_conductor is not found (unit nova-conductor: not-found). "
        "Start it, or correct services.nova_conductor in the profile (or take another profile)"
    ]


def test_services_of_the_control_plane_that_have_no_place_are_noted_in_one_line(site: SiteUnderTest) -> None:
    site.say("  nova_scheduler: {kind: docker, name: a}\n  nova_conductor: {kind: docker, name: b}\n  nova_api: {kind: none, name: c}")
    assert site.complaints() == [
        "note services: not found, as the profile does not say on which hosts they run: nova_scheduler, nova_conductor. "
        "Name their hosts as services.NAME.hosts in a profile of your own"
    ]


def test_services_that_have_no_place_are_looked_for_on_the_inventorys_control_hosts(site: SiteUnderTest) -> None:
    site.inventory.write_text(site.inventory.read_text() + "\n[control]\ncompute-01\ncompute-02\n")
    site.say("  nova_scheduler: {kind: systemd, name: nova-scheduler}\n  nova_conductor: {kind: systemd, name: nova-conductor}")
    site.stand_in("systemctl", systemctl({"nova-scheduler": ACTIVE}))
    assert site.complaints() == [
        "note services: not found, as the profile does not say on which hosts they run: nova_conductor. "
        "Name their hosts as services.NAME.hosts in a profile of your own"
    ]


def test_pods_are_looked_for_on_their_nodes_and_in_the_cluster(site: SiteUnderTest) -> None:
    compute = [pod("nova-compute-a", "compute-01", container("nova-compute"))]
    glance = [pod("glance-api-1", "c1", container("glance-api", ready=False, waiting="CrashLoopBackOff"))]
    site.stand_in("kubectl", kubectl(nova=compute, glance=glance))
    site.profile.write_text(
        "guest: {image: cirros, network: guests}\nservices:\n"
        "  nova_compute: {kind: kubectl, name: 'application=nova,component=compute', config: [/etc/hostname]}\n"
        "  glance_api: {kind: kubectl, name: 'application=glance,component=api'}\n"
    )
    assert site.complaints() == [
        "problem services: glance_api (pod application=glance,component=api in openstack) does not do well: pod glance-api-1 "
        "CrashLoopBackOff (not ready). Look at: kubectl --namespace openstack describe pods --selector application=glance,component=api",
        "problem compute-02: nova_compute is not found (pod application=nova,component=compute in openstack: there is no such pod on this "
        "node, but on compute-01). Start it, or correct services.nova_compute in the profile (or take another profile)",
    ]


def test_the_client_of_libvirt_that_the_profile_names_is_looked_for(site: SiteUnderTest) -> None:
    site.say("clients: {virsh: no-such-client}")
    assert [line for line in site.complaints() if "no-such-client" in line] == [
        f"problem {name}: there is no no-such-client where nova_libvirt runs. Install it there, or correct clients.virsh or "
        "services.nova_libvirt in the profile"
        for name in ("compute-01", "compute-02")
    ]


def test_a_part_of_a_service_that_need_not_be_is_not_missed(site: SiteUnderTest) -> None:
    site.say(
        "  neutron_server: {kind: systemd, name: neutron-server}\n"
        "  neutron_rpc_server: {kind: systemd, name: neutron-rpc-server, optional: true}"
    )
    (note,) = [line for line in site.complaints() if "do not say" in line or "does not say" in line]
    assert "neutron_rpc_server" not in note


def test_a_container_that_a_unit_starts_is_started_by_it(site: SiteUnderTest) -> None:
    site.say("container_unit: kolla-{name}-container.service")
    site.stand_in("docker", engine(**WELL | {"nova_compute": state("exited")}))
    site.stand_in("systemctl", systemctl({}))
    assert site.complaints()[0] == (
        "problem compute-01: nova_compute (container nova_compute) does not run: exited. "
        "Start it: systemctl start kolla-nova_compute-container.service"
    )
