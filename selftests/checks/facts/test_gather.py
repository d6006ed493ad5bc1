"""One program over a real shell tells what a host is; what it does not tell is a gap that says why."""

import os
import time

import pytest

from conformance.checks.facts.readers.read_machine import addresses
from conformance.config.clients import Clients
from conformance.config.profile_model import ServiceKind
from conformance.model.facts import Device, HostFacts, UnreadFact
from conformance.probe.chunks import Chunk
from selftests.checks.facts.machine import Machine
from selftests.needs import need_root

NOBODY, NOGROUP = 65534, 65534


def gap(facts: HostFacts, what: str) -> UnreadFact:
    found = facts.gap(what)
    assert found is not None, facts.gaps
    return found


def test_the_machine_is_read_as_its_kernel_shows_it(machine: Machine) -> None:
    facts = machine.facts()
    assert facts.cpu is not None
    assert facts.cpu.count == os.cpu_count()
    assert facts.memory is not None
    assert facts.memory.total_mib == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    assert facts.file_system(str(machine.instances)) is not None
    assert facts.resolves == {"localhost": facts.resolves["localhost"]}
    assert facts.resolves["localhost"]
    assert facts.clock is not None
    assert facts.clock.least <= 0 <= facts.clock.most
    assert facts.seconds < 3


def test_libvirt_and_its_user_are_read(machine: Machine) -> None:
    machine.libvirt(uid=7, gid=8)
    libvirt = machine.facts().libvirt
    assert libvirt is not None
    assert (libvirt.version, libvirt.qemu, libvirt.uid, libvirt.gid) == ("10.0.0", "9.0.2", 7, 8)
    assert (libvirt.cpus, libvirt.memory_mib, libvirt.security_models) == (8, 32000, ("apparmor",))
    assert [(domain.uuid[:4], domain.running) for domain in libvirt.domains] == [("0000", False), ("7c9e", True)]
    assert libvirt.machines == ("pc", "pc-i440fx-9.0")
    assert libvirt.machine_aliases == {"pc": "pc-i440fx-9.0"}
    offer = libvirt.domain_type("kvm")
    assert offer is not None
    assert (offer.machine, offer.cpu_modes, offer.models["epyc"]) == ("pc-i440fx-9.0", ("host-model", "custom"), "yes")


def test_a_virt_type_that_libvirt_does_not_have_is_not_offered(machine: Machine) -> None:
    machine.libvirt(missing="kvm")
    libvirt = machine.facts().libvirt
    assert libvirt is not None
    assert libvirt.domain_type("kvm") is None


def test_the_switch_is_read(machine: Machine) -> None:
    switch = machine.facts().switch
    assert switch is not None
    assert switch.bridges == ("br-ex", "br-int")
    assert switch.settings["ovn-encap-ip"] == "192.0.2.1"
    assert [(tunnel.kind, tunnel.remote) for tunnel in switch.tunnels] == [("vxlan", "192.0.2.2")]


def test_libvirt_and_the_switch_are_asked_by_the_clients_that_the_profile_names(machine: Machine) -> None:
    """Of a snap, the host's own clients reach nothing."""
    for client in ("virsh", "ovs-vsctl"):
        program = machine.directory / "bin" / client
        text = program.read_text().replace("--connect qemu:///system", "--connect qemu:///system?socket=/run/x")
        machine.program(f"openstack-hypervisor.{client}", text)
        machine.program(client, "#!/bin/sh\nexit 9\n")
    machine.clients = Clients(
        virsh=f"{machine.directory}/bin/openstack-hypervisor.virsh",
        libvirt_uri="qemu:///system?socket=/run/x",
        ovs_vsctl="openstack-hypervisor.ovs-vsctl",
    )
    facts = machine.facts()
    assert facts.libvirt is not None, facts.gaps
    assert facts.libvirt.domain_type("kvm") is not None, "the second round asks by the same client"
    assert facts.switch is not None, facts.gaps


def test_programs_of_supervisord_are_read_by_one_command(machine: Machine) -> None:
    states = {state.service: state for state in machine.facts().services}
    assert states["nova_libvirt"].running
    assert states["nova_compute"].trouble == "BACKOFF Exited too quickly (process log may have details)"
    assert states["l2_agent"].state == "absent"


@pytest.mark.parametrize("mode", [0o660, 0o600, 0o640])
def test_kvm_is_opened_as_the_user_of_qemu_would(machine: Machine, mode: int) -> None:
    need_root("a device that is another user's")
    machine.libvirt(uid=NOBODY, gid=NOGROUP)
    machine.kvm.touch()
    os.chown(machine.kvm, 0, NOGROUP)
    machine.kvm.chmod(mode)
    facts = machine.facts()
    assert facts.kvm == facts.kvm_inside == Device(mode=f"{mode:o}", uid=0, gid=NOGROUP)
    if mode == 0o660:
        assert facts.kvm_refused is None
        assert facts.gap("kvm_refused") is None
    else:
        assert "Permission denied" in str(facts.kvm_refused)


def test_where_there_is_no_kvm_it_says_so(machine: Machine) -> None:
    facts = machine.facts()
    assert facts.kvm is None
    assert facts.gap("kvm") is None
    assert str(facts.kvm_refused).startswith("it is not there")


def test_options_are_read_and_secrets_are_not_so_much_as_remembered(machine: Machine) -> None:
    machine.nova_conf += "vif = 1\n[database]\nconnection = mysql://nova:hunter2@db\n[service_user]\npassword = hunter2\n"
    text = machine.facts().model_dump_json()
    facts = HostFacts.model_validate_json(text)
    assert facts.options == {"DEFAULT/instances_path": str(machine.instances), "libvirt/virt_type": "kvm"}
    assert sorted(facts.digests) == ["DEFAULT/debug", "libvirt/vif"]
    assert "hunter2" not in text


def test_a_configuration_that_nova_would_refuse_is_the_hosts_fault_and_one_that_is_not_there_ours(machine: Machine) -> None:
    machine.nova_conf = "no configuration\n"
    refused = gap(machine.facts(), "options")
    assert not refused.ours
    assert "nova.conf:1" in refused.why


def test_instances_are_where_the_configuration_says(machine: Machine) -> None:
    machine.nova_conf = f"[DEFAULT]\nstate_path = {machine.directory}/state\n"
    missing = gap(machine.facts(), "instances_path")
    assert (missing.ours, missing.why) == (False, f"{machine.directory}/state/instances is not there")
    (machine.directory / "state" / "instances").mkdir(parents=True)
    assert machine.facts().instances_path == f"{machine.directory}/state/instances"


# files of nova-compute, by their order; it keeps instances in DIRECTORY/inst, and none of these may be read otherwise
PLACES = {
    "a blank after it": ["[DEFAULT]\ninstances_path = DIRECTORY/inst \n"],
    "lines of Windows": ["[DEFAULT]\r\ninstances_path = DIRECTORY/inst\r\n"],
    "quotes": ['[DEFAULT]\ninstances_path = "DIRECTORY/inst"\n'],
    "a reference": ["[DEFAULT]\nstate_path=DIRECTORY\ninstances_path = ${state_path}/inst\n"],
    "two files that begin alike": ["[DEFAULT]\nstate_path=/srv/nova\n", "[DEFAULT]\ninstances_path=DIRECTORY/inst\n"],
    "the second file decides": ["[DEFAULT]\ninstances_path=/srv/first\n", "[DEFAULT]\ninstances_path=DIRECTORY/inst\n"],
    "a section that comes twice": ["[DEFAULT]\nx=1\n[api]\ny=1\n[DEFAULT]\ninstances_path : DIRECTORY/inst\n"],
    "another section's": ["[DEFAULT]\ninstances_path=DIRECTORY/inst\n[api]\ninstances_path=/elsewhere\n"],
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("directory", [False, True])
def test_instances_are_where_nova_compute_itself_would_look(machine: Machine, name: str, directory: bool) -> None:
    (machine.directory / "inst").mkdir()
    files = [machine.directory / "nova.conf.d" / f"{number:02}.conf" for number in range(len(PLACES[name]))]
    files[0].parent.mkdir()
    for path, text in zip(files, PLACES[name], strict=True):
        path.write_bytes(text.replace("DIRECTORY", str(machine.directory)).encode())
    machine.config = (f"{files[0].parent}/",) if directory else tuple(files)
    facts = machine.facts()
    assert facts.instances_path == f"{machine.directory}/inst"
    assert facts.file_system(facts.instances_path)


@pytest.mark.parametrize("path", ["instances", "-x", "/inst\\x1b[2J\x1b[2J", "~/instances"])
def test_instances_in_what_is_no_path_are_the_hosts_fault_and_nothing_is_asked_of_it(machine: Machine, path: str) -> None:
    machine.nova_conf = f"[DEFAULT]\ninstances_path = {path}\n"
    refused = gap(machine.facts(), "instances_path")
    assert (refused.ours, refused.why) == (False, f"nova-compute's configuration says {path!r}, which is no absolute path")


def test_a_path_that_looks_like_code_is_a_path(machine: Machine) -> None:
    place = machine.directory / "it's $(touch ran) `touch ran` * ;touch ran"
    place.mkdir()
    machine.nova_conf = f"[DEFAULT]\ninstances_path = {str(place).replace('$', '$$')}\n"
    facts = machine.facts()
    assert facts.instances_path == str(place)
    assert [found.path for found in facts.file_systems][:1] == [str(place)]
    assert not (machine.directory / "ran").exists()


@pytest.mark.parametrize(("conf", "asked"), [("virt_type = 'qemu'", ["qemu"]), ("x = 1", ["kvm"]), ("virt_type = lxc", ["kvm", "qemu"])])
def test_libvirt_is_asked_for_the_type_of_domains_that_nova_starts(machine: Machine, conf: str, asked: list[str]) -> None:
    machine.nova_conf = f"[DEFAULT]\ninstances_path = {machine.instances}\n[libvirt]\n{conf}\n"
    libvirt = machine.facts().libvirt
    assert libvirt is not None
    assert [offer.virt_type for offer in libvirt.domain_types] == asked


def test_a_host_that_is_too_slow_has_gaps_and_nothing_is_raised(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.checks.facts.programs.LIMIT", 0)
    facts = machine.facts()
    assert facts.clock is None
    assert gap(facts, "cpu").why == "what came before took all the time"
    assert gap(facts, "libvirt").ours, "nobody asked it, so that it does not answer cannot be said"


def test_a_clock_that_is_no_number_is_not_known_and_nothing_is_raised(machine: Machine) -> None:
    machine.program("date", "#!/bin/sh\n[ $1 = +%s ] && echo 1700000000 || echo soon\n")
    facts = machine.facts()
    assert facts.clock is None
    assert facts.cpu


def test_the_clock_of_a_host_whose_date_knows_whole_seconds_alone_is_known_to_these(machine: Machine) -> None:
    machine.program("date", "#!/bin/sh\n[ $1 = +%s ] && echo 1700000000 || echo 1700000000.%N\n")
    clock = machine.facts().clock
    assert clock is not None
    assert clock.most < 0


def test_a_hypervisor_that_hangs_is_given_up_after_four_seconds(machine: Machine) -> None:
    machine.program("virsh", "#!/bin/sh\nexec sleep 30\n")
    facts = machine.facts()
    hangs = gap(facts, "libvirt")
    assert (hangs.ours, hangs.why) == (False, "it did not end in time")
    assert 4 <= facts.seconds < 25
    assert facts.cpu


def test_a_hypervisor_that_refuses_costs_nothing_but_its_own_facts(machine: Machine) -> None:
    machine.program("virsh", "#!/bin/sh\necho 'error: failed to connect to the hypervisor' >&2; exit 1\n")
    facts = machine.facts()
    refused = gap(facts, "libvirt")
    assert (refused.ours, refused.why) == (False, "error: failed to connect to the hypervisor")
    assert facts.options
    assert facts.cpu


@pytest.mark.parametrize(
    ("tool", "what"),
    [("ovs-vsctl", "switch"), ("virsh", "libvirt"), ("supervisorctl", "service nova_compute")],
)
def test_a_tool_that_is_not_there_is_named_and_is_ours_to_set_right(machine: Machine, tool: str, what: str) -> None:
    machine.without(tool)
    refused = gap(machine.facts(), what)
    assert refused.ours
    assert tool in refused.why


STATES = [
    ({"SELINUX": "1", "APPARMOR": "Y"}, "selinux-enforcing"),
    ({"SELINUX": "0"}, "selinux-permissive"),
    ({"APPARMOR": "Y"}, "apparmor"),
    ({"APPARMOR": "N"}, "none"),
]


@pytest.mark.parametrize(("kernel", "state"), STATES)
def test_mandatory_access_control_is_asked_of_the_kernel(machine: Machine, kernel: dict[str, str], state: str) -> None:
    for name, text in kernel.items():
        machine.kernel(name, f"{text}\n")
    control = machine.facts().access_control
    assert control is not None
    assert control.state == state


def test_denials_are_found_with_their_age_in_both_logs(machine: Machine) -> None:
    machine.program("cat", '#!/bin/sh\n[ "$*" = /proc/uptime ] && echo 5000.25 9000.00 || exec /bin/cat "$@"\n')
    machine.program(
        "dmesg",
        """#!/bin/sh
echo '[ 4970.250000] audit: apparmor="DENIED" operation="open" comm="qemu-system-x86"'
echo '[ 4970.250000] audit: apparmor="DENIED" operation="open" comm="cupsd"'
""",
    )
    machine.kernel("AUDIT", 'type=AVC msg=audit(1.000:7): avc:  denied  { read } for comm="qemu-system-x86" scontext=svirt_t\n')
    denials = machine.facts().denials
    assert ["qemu" in denial.line for denial in denials] == [True, True]
    assert denials[0].seconds_ago == 30
    assert denials[1].seconds_ago > 1e9


def test_a_kernel_log_that_may_not_be_read_is_a_gap(machine: Machine) -> None:
    machine.program("dmesg", "#!/bin/sh\necho 'dmesg: read kernel buffer failed: Operation not permitted' >&2; exit 1\n")
    refused = gap(machine.facts(), "denials")
    assert refused.ours
    assert "not permitted" in refused.why


def test_a_container_that_is_not_there_is_a_gap_of_all_that_is_read_in_it(machine: Machine) -> None:
    machine.kind = ServiceKind.DOCKER
    machine.program("docker", "#!/bin/sh\necho 'Error response from daemon: No such container: x' >&2; exit 1\n")
    facts = machine.facts()
    assert {"libvirt", "options", "switch", "kvm_inside"} <= {found.what for found in facts.gaps}
    assert "No such container" in gap(facts, "kvm_inside").why
    assert {state.state for state in facts.services} == {"absent"}
    assert facts.cpu is not None


@pytest.mark.parametrize("odd", ["FIFO", "hole"])
def test_a_configuration_that_is_no_file_of_a_sensible_size_is_a_gap(machine: Machine, odd: str) -> None:
    path = machine.directory / "odd.conf"
    if odd == "FIFO":
        os.mkfifo(path)
    else:
        path.touch()
        os.truncate(path, 20 << 30)
    machine.config = (path,)
    assert gap(machine.facts(), "options").why == f"{path} is no file of at most 1 MiB"


def test_an_audit_log_with_a_hole_costs_no_memory_and_its_end_is_read(machine: Machine) -> None:
    machine.kernel("AUDIT", "")
    with (machine.directory / "audit").open("r+b") as log:
        log.seek(20 << 30)
        log.write(f'type=AVC msg=audit({time.time():.3f}:7): avc:  denied  {{ read }} for comm="qemu-system-x86"\n'.encode())
    (denial,) = machine.facts().denials
    assert "qemu-system-x86" in denial.line


FIB = """Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 192.0.2.7
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
"""
IF_INET6 = """00000000000000000000000000000001 01 80 10 80       lo
fe80000000000000025056fffe000001 02 40 20 80     eth0
fd000000000000000000000000000001 02 40 00 80     eth0
20010db8000000000000000000000007 0a 80 00 00 bond0.100
"""


def test_addresses_of_both_families_are_the_hosts_own() -> None:
    found = addresses(Chunk(name="addresses", text=FIB + IF_INET6, rc=0))
    assert found == ("192.0.2.7", "2001:db8::7", "fd00::1")
    assert addresses(Chunk(name="addresses", text=FIB, rc=0)) == ("192.0.2.7",), "of a kernel without IPv6"
