"""What a host says of itself."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from conformance.diagnosis.evidence.hosts.answer import MOST_CHUNKS, drift, evidence_of
from conformance.diagnosis.evidence.hosts.read import read_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.evidence import Evidence, Gap, Side, Source
from conformance.probe.chunks import Chunk, groups
from conformance.probe.clocks import clock_of
from conformance.transport.command import assigned, words
from conformance.transport.result import Result
from selftests.diagnosis.evidence.hosts.bench import HOST, Bench
from selftests.probe.answers import DOCKER, RECORDED, SUPERVISOR, SYSTEMD, script


def test_the_facts_that_decide_are_told(bench: Bench) -> None:
    bench.server.stand_in("virsh", "echo 'Running hypervisor: QEMU 7.2.22'")
    bench.server.stand_in("getent", '[ "$1 $2" = "group kvm" ] && echo kvm:x:104:nova || exit 2')
    bench.server.stand_in(
        "ss", "printf 'LISTEN 0 1 %s *:*\\n' 0.0.0.0:22 0.0.0.0:222 [::]:16509 0.0.0.0:49152 0.0.0.0:49215 0.0.0.0:49216 0.0.0.0:9696"
    )
    conf = bench.directory / "nova.conf"
    conf.write_text("[DEFAULT]\nvif_plugging_timeout = 60\ntransport_url = rabbit://x\n[libvirt]\nvirt_type = kvm\n#cpu_mode = none\n")
    bench.services["nova_compute"]["config"] = [str(conf)]
    facts = bench.facts()
    usage = shutil.disk_usage(bench.directory)
    assert int(facts[f"space of {bench.directory}"].split()[1]) == usage.total // 1024
    assert int(facts[f"inodes of {bench.directory}"].split()[1]) == os.statvfs(bench.directory).f_files
    assert facts["memory"].startswith(f"MemTotal: {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') // 1024} kB MemAvailable: ")
    assert "HugePages_Total: " in facts["memory"]
    assert facts["libvirt"] == "Running hypervisor: QEMU 7.2.22"
    assert facts["group kvm"] == "kvm:x:104:nova"
    assert facts["listening"] == "0.0.0.0:22 0.0.0.0:49152 0.0.0.0:49215 [::]:16509"
    assert facts["nova.conf"] == "DEFAULT/vif_plugging_timeout = 60\nlibvirt/virt_type = kvm"
    assert facts["mandatory access control"] in {"none", "apparmor", "selinux-enforcing", "selinux-permissive"}
    assert facts["address of compute-02"] == "not known here"
    offset, unit, *_ = facts["clock"].split()
    assert (abs(float(offset)) < 2, unit) == (True, "s")


def test_libvirt_is_asked_by_the_client_that_the_profile_names(bench: Bench) -> None:
    bench.server.stand_in("virsh", "echo 'the host has another'")
    bench.server.stand_in("openstack-hypervisor.virsh", 'echo "$@"')
    bench.clients = {"virsh": "openstack-hypervisor.virsh", "libvirt_uri": "qemu:///system?socket=/run/x"}
    assert bench.facts()["libvirt"] == "--connect qemu:///system?socket=/run/x version"
    bench.clients = {"virsh": "no-such-client"}
    assert bench.facts()["libvirt"] == "there is no no-such-client"


def test_configuration_is_told_as_nova_compute_reads_it(bench: Bench) -> None:
    """Later files and later sections win, quotes are taken off, and a line that is indented goes on."""
    directory = bench.directory / "nova.conf.d"
    directory.mkdir()
    conf = bench.directory / "nova.conf"
    conf.write_text('[DEFAULT]\nmy_ip = 192.0.2.1\npassword = hunter2\n[libvirt]\nvirt_type = kvm\n[DEFAULT]\nmy_ip = "192.0.2.2"\n')
    (directory / "1.conf").write_text("[libvirt]\nvirt_type : qemu\ncpu_models = a,\n  b\n")
    (directory / "2.conf.orig").write_text("[libvirt]\nvirt_type = lxc\n")
    bench.services["nova_compute"]["config"] = [str(conf), f"{directory}/"]
    facts = bench.facts()
    assert facts["nova.conf"] == "DEFAULT/my_ip = 192.0.2.2\nlibvirt/virt_type = qemu\nlibvirt/cpu_models = a,?b"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "not read to its end: cat: {}: No such file or directory"),
        ("virt_type = kvm\n", "nova-compute does not start with it: {}:1: the line stands before any [SECTION]"),
    ],
)
def test_configuration_that_cannot_be_read_says_why(bench: Bench, text: str | None, why: str) -> None:
    conf = bench.directory / "nova.conf"
    if text is not None:
        conf.write_text(text)
    bench.services["nova_compute"]["config"] = [str(conf)]
    assert bench.facts()["nova.conf"] == why.format(conf)


def test_configuration_of_a_container_is_read_where_its_own_links_lead(bench: Bench) -> None:
    root = bench.directory / "root"
    (root / "etc" / "nova").mkdir(parents=True)
    (root / "kolla.conf").write_text("[libvirt]\nvirt_type = kvm\n")
    (root / "etc" / "nova" / "nova.conf").symlink_to("/kolla.conf")
    (root / "etc" / "nova" / "1.conf").symlink_to("/etc/hostname")
    (root / "etc" / "nova" / "2.conf").symlink_to("2.conf")
    paths = ["/etc/nova/nova.conf", "/etc/nova/1.conf", "/etc/nova/2.conf"]
    said = bench.say([assigned("nova_root", str(root)), *(words("say", path, "configured", path) for path in paths)])
    assert list(groups(said[paths[0]].text)) == [(paths[0], "[libvirt]\nvirt_type = kvm\n")]
    assert said[paths[1]].error == f"cat: {root}/etc/hostname: No such file or directory"
    assert said[paths[2]].error == "/etc/nova/2.conf is a link that leads out of its container"


def test_a_container_that_does_not_run_has_no_configuration_of_its_host(bench: Bench) -> None:
    conf = bench.directory / "nova.conf"
    conf.write_text("[libvirt]\nvirt_type = kvm\n")
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute", "log": "/var/log/nova.log", "config": [str(conf)]}
    bench.server.stand_in("docker", "echo 0")
    assert bench.facts()["nova.conf"] == "not read to its end: its container does not run"


def test_what_is_tied_to_the_bridges_of_physical_networks_is_told(bench: Bench) -> None:
    bench.server.stand_in("ovs-vsctl", 'case $2 in list-br) printf "br-ex\\nbr-int\\nbr-tun\\n" ;; *) printf "eth1\\nphy-$3\\n" ;; esac')
    facts = {name: text for name, text in bench.facts().items() if name.startswith("ports of")}
    assert facts == {"ports of br-ex": "eth1 phy-br-ex"}


def test_the_kvm_device_is_told_by_its_numeric_owner_outside_and_inside_the_container(bench: Bench) -> None:
    bench.services["nova_libvirt"] = {"kind": "docker", "name": "nova_libvirt", "log": "/var/log/libvirtd.log"}
    bench.server.stand_in(
        "docker",
        f"""case "$*" in
            *.State.Pid*) echo {bench.server.process} ;;
            *) echo 4f ;;
        esac""",
    )
    facts = bench.facts()
    kvm = Path("/dev/kvm").stat() if Path("/dev/kvm").exists() else None
    for where in ("on the host", "of libvirt"):
        seen = facts[f"/dev/kvm {where}"]
        if kvm:
            assert seen.split()[:4] == [stat.filemode(kvm.st_mode), "1", str(kvm.st_uid), str(kvm.st_gid)]
        else:
            assert "No such file" in seen


@pytest.mark.parametrize(("program", "said"), [("virsh", "libvirt"), ("df", "inodes of ")])
def test_a_program_that_fails_leaves_its_own_fact_empty_alone(bench: Bench, program: str, said: str) -> None:
    bench.server.stand_in(program, "echo it hangs >&2; exit 1")
    facts = bench.facts()
    (fact,) = [value for name, value in facts.items() if name.startswith(said)]
    assert fact == "it hangs"
    assert facts["kernel"].startswith("Linux ")


def test_services_are_told_with_their_state(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "supervisor", "name": "nova-compute", "log": str(bench.log)}
    bench.services["nova_libvirt"] = {"kind": "docker", "name": "nova_libvirt", "log": "/var/log/libvirtd.log"}
    bench.services["l2_agent"] = {
        "kind": "systemd",
        "name": "neutron-agent",
        "alternatives": [{"kind": "process", "name": "no-such-agent"}],
    }
    bench.server.stand_in("supervisorctl", script(SUPERVISOR, RECORDED[SUPERVISOR]["stopped"]))
    bench.server.stand_in("docker", script(DOCKER, RECORDED[DOCKER]["silent"]))
    bench.server.stand_in("systemctl", script(SYSTEMD, RECORDED[SYSTEMD]["absent"]))
    facts = bench.facts()
    assert facts["service nova_compute (nova-compute)"] == "nova-compute FATAL Exited too quickly (process log may have details)"
    assert facts["service nova_libvirt"].startswith("cannot be asked after: Cannot connect to the Docker daemon")
    assert facts["service l2_agent"] == "not found"


def test_a_clock_is_known_within_the_time_that_the_question_took() -> None:
    said = {"clock": "1000.2", "clock_after": "1000.6"}
    clock = clock_of({name: Chunk(name=name, text=text, rc=0) for name, text in said.items()}, sent=1000.0, received=1001.0)
    assert clock
    assert drift(clock) == "clock: -0.1 s from the clock of the machine that runs the suite, give or take 0.3 s"
    assert clock_of({}, 0, 0) is None


def test_a_damaged_answer_gives_what_is_whole_and_says_what_is_not(bench: Bench) -> None:
    answer = "noise\036log libvirt\nline\n\0370\n\036log qemu\n\0371\nwhy\036strange\n\0370\n\036log nova-compute\nhalf"
    assert list(evidence_of(answer, HOST, bench.operation, 0, 0)) == [
        Evidence(source=Source.LIBVIRT, text="line", host=HOST, side=Side.SOURCE),
        Gap(source=Source.QEMU, why="why", host=HOST),
        Evidence(source=Source.NOVA_COMPUTE, text="half", host=HOST, side=Side.SOURCE),
        Gap(source=Source.NOVA_COMPUTE, why="it was cut off in the middle", host=HOST),
    ]


@pytest.mark.parametrize("clock", ["nan", "inf", "-inf", "1e999", "noon", ""])
def test_a_clock_that_is_no_number_loses_nothing_else(bench: Bench, clock: str) -> None:
    clocks = "".join(f"\036{name}\n{clock}\n\0370\n" for name in ("clock", "clock_after"))
    answer = f"{clocks}\036log libvirt\nline\n\0370\n\036host facts\nkernel: x\n\0370\n"
    assert [piece.text for piece in evidence_of(answer, HOST, bench.operation, 0, 0) if isinstance(piece, Evidence)] == [
        "line",
        "kernel: x",
    ]


def test_facts_for_which_no_time_was_left_are_a_gap(bench: Bench) -> None:
    answer = "\036host facts\nkernel: x\n\0370\n\036host libvirt\n\037124\nwhat came before took all the time"
    assert list(evidence_of(answer, HOST, bench.operation, 0, 0)) == [
        Evidence(source=Source.HOST, text="kernel: x", host=HOST, side=Side.SOURCE),
        Gap(source=Source.HOST, why="libvirt: what came before took all the time", host=HOST),
    ]


def test_an_answer_in_chunks_without_end_is_read_in_its_beginning(bench: Bench) -> None:
    answer = "\036log qemu\n\0371\nwhy" * 100_000
    assert len(list(evidence_of(answer, HOST, bench.operation, 0, 0))) == MOST_CHUNKS


def test_what_a_host_may_say_is_limited_here(bench: Bench) -> None:
    limits = []

    class Access:
        name = HOST

        def run(self, script: str, *, timeout: float, limit: int) -> Result:
            limits.append(limit)
            return Result(rc=0, stdout="x", stderr="")

    list(read_host(Access(), bench.operation, Traces(), []))  # type: ignore[arg-type] # stands for access to a host
    assert limits == [4 * 1024**2]


def test_names_without_end_are_looked_for_in_part() -> None:
    assert Traces([f"{number:08}" for number in range(100_000)]).pattern().count("|") == 199


def test_nothing_of_a_pod_is_run_on_its_node(bench: Bench) -> None:
    """Any pod of a node may have a process that is called libvirtd, and a virsh of its own."""
    ran = bench.directory / "ran"
    for program in ("chroot", "nsenter", "virsh"):
        bench.server.stand_in(program, f"touch {ran}")
    pretender = bench.directory / "libvirtd"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", pretender)
    bench.services["nova_libvirt"] = {"kind": "kubectl", "name": "application=libvirt", "host_log": "/nowhere/*.log"}
    with subprocess.Popen([pretender, "600"]) as process:
        try:
            facts = bench.facts()
        finally:
            process.kill()
    assert not ran.exists()
    assert facts["libvirt"] == "it runs in a pod, and is not asked from the node"


def test_libvirt_in_a_container_is_asked_by_its_engine(bench: Bench) -> None:
    bench.services["nova_libvirt"] = {"kind": "docker", "name": "nova_libvirt", "log": "/var/log/libvirtd.log"}
    bench.server.stand_in("chroot", f"touch {bench.directory}/ran")
    bench.server.stand_in("docker", 'case $1 in exec) echo "asked: $*" ;; *) echo 4f ;; esac')
    assert bench.facts()["libvirt"] == "asked: exec --user 0 nova_libvirt virsh --connect qemu:///system version"
    assert not (bench.directory / "ran").exists()
