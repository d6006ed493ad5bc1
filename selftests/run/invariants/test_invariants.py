import ast
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import NotApplicable
from conformance.run import invariants
from conformance.site.profile_model import AccessControl, Expectations, Wait
from selftests.run.invariants.compute_hosts import ComputeHosts

ROOT = Path(__file__).parents[3]


def fault(hosts: ComputeHosts, invariant: str, on: str = "h1") -> tuple[str, str]:
    """Expected and seen."""
    with pytest.raises(CloudFault) as caught:
        hosts.hold(invariant, on)
    assert caught.value.host == on
    return caught.value.expected, caught.value.seen


def skip(hosts: ComputeHosts, invariant: str) -> str:
    with pytest.raises(NotApplicable) as caught:
        hosts.hold(invariant)
    return str(caught.value)


def test_every_invariant_is_claimed_by_a_suite_and_every_claim_is_an_invariant() -> None:
    claimed = [
        str(call.args[0].value)
        for path in (ROOT / "suites" / "hosts").glob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "holds"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert sorted(claimed) == list(invariants.names())


def test_an_unknown_invariant_is_a_fault_of_the_suite(hosts: ComputeHosts) -> None:
    with pytest.raises(SuiteFault, match=r"^there is no invariant 'acelleration' - did you mean 'acceleration'\?$"):
        hosts.hold("acelleration")


@pytest.mark.parametrize("virt_type", ["kvm", "qemu"])
def test_acceleration_holds_where_libvirt_has_such_domains(hosts: ComputeHosts, virt_type: str) -> None:
    hosts.nova_confs["h1"] = f"[libvirt]\nvirt_type = {virt_type}\n"
    hosts.hold("acceleration")


def test_acceleration_fails_where_libvirt_has_no_such_domains(hosts: ComputeHosts) -> None:
    (hosts.directory / "kvm.xml").unlink()
    assert fault(hosts, "acceleration") == (
        "libvirt answers `virsh domcapabilities --virttype kvm`",
        "error: invalid argument: kvm is not supported",
    )


def test_acceleration_says_nothing_of_containers(hosts: ComputeHosts) -> None:
    hosts.nova_confs["h1"] = "[libvirt]\nvirt_type = lxc\n"
    assert skip(hosts, "acceleration") == "virt_type is lxc, which has no accelerator"


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """In place of /dev/kvm, where any user can come to it."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "kvm"
        path.parent.chmod(0o755)
        path.touch()
        monkeypatch.setattr("conformance.run.invariants.kvm_device.DEVICE", str(path))
        yield path


NOBODY, NOGROUP = 65534, 65534


def test_kvm_holds_where_the_user_of_qemu_can_open_it(hosts: ComputeHosts, device: Path) -> None:
    hosts.libvirt(uid=NOBODY, gid=NOGROUP)
    os.chown(device, 0, NOGROUP)
    device.chmod(0o660)
    hosts.hold("kvm_device")


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_kvm_fails_where_the_user_of_qemu_may_not_write_to_it(hosts: ComputeHosts, device: Path, mode: int) -> None:
    hosts.libvirt(uid=NOBODY, gid=NOGROUP)
    os.chown(device, 0, NOGROUP)
    device.chmod(mode)
    expected, seen = fault(hosts, "kvm_device")
    assert expected == f"QEMU (uid {NOBODY}, gid {NOGROUP}) can open {device}, as virt_type is kvm"
    assert "Permission denied" in seen
    assert "-rw-" in seen


def test_kvm_fails_where_it_is_not_there(hosts: ComputeHosts, device: Path) -> None:
    device.unlink()
    assert fault(hosts, "kvm_device") == (
        f"QEMU (uid 0, gid 0) can open {device}, as virt_type is kvm",
        "it is not there (virtualization off in the firmware, or kvm_intel or kvm_amd not loaded?)",
    )


def test_kvm_says_nothing_where_guests_are_emulated(hosts: ComputeHosts) -> None:
    hosts.nova_confs["h1"] = "[libvirt]\nvirt_type = qemu\n"
    assert skip(hosts, "kvm_device") == "virt_type is qemu: guests do not use /dev/kvm"


def kernel_says(hosts: ComputeHosts, monkeypatch: pytest.MonkeyPatch, *, selinux: str | None = None, apparmor: str | None = None) -> None:
    """What the kernel shows of itself in /sys."""
    for name, text in (("enforce", selinux), ("enabled", apparmor)):
        path = hosts.directory / name
        if text is not None:
            path.write_text(f"{text}\n")
    monkeypatch.setattr("conformance.run.access_control_state.SELINUX", str(hosts.directory / "enforce"))
    monkeypatch.setattr("conformance.run.access_control_state.APPARMOR", str(hosts.directory / "enabled"))


STATES = [
    ({"selinux": "1", "apparmor": "Y"}, AccessControl.SELINUX_ENFORCING),
    ({"selinux": "0"}, AccessControl.SELINUX_PERMISSIVE),
    ({"apparmor": "Y"}, AccessControl.APPARMOR),
    ({"apparmor": "N"}, AccessControl.NONE),
    ({}, AccessControl.NONE),
]


@pytest.mark.parametrize(("kernel", "state"), STATES)
def test_access_control_holds_where_it_is_as_wanted_and_only_there(
    hosts: ComputeHosts, monkeypatch: pytest.MonkeyPatch, kernel: dict[str, str], state: AccessControl
) -> None:
    kernel_says(hosts, monkeypatch, **kernel)
    hosts.expect = Expectations(mandatory_access_control=(state,))
    hosts.hold("access_control")
    others = tuple(other for other in AccessControl if other != state)
    hosts.expect = Expectations(mandatory_access_control=others)
    assert fault(hosts, "access_control") == (f"mandatory access control: {' or '.join(others)}", str(state))


def test_guests_are_confined_where_libvirt_uses_what_the_host_runs(hosts: ComputeHosts, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_says(hosts, monkeypatch, apparmor="Y")
    hosts.libvirt(models=("apparmor",))
    hosts.hold("guests_confined")


def test_guests_are_not_confined_where_libvirt_uses_nothing(hosts: ComputeHosts, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_says(hosts, monkeypatch, selinux="1")
    assert fault(hosts, "guests_confined") == (
        "libvirt confines guests by selinux, as the host runs selinux-enforcing",
        "libvirt's security drivers: none",
    )


def test_confinement_says_nothing_where_there_is_nothing_to_confine_by(hosts: ComputeHosts, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_says(hosts, monkeypatch)
    assert skip(hosts, "guests_confined") == "the host runs neither SELinux nor AppArmor"
    hosts.expect = Expectations(guests_confined=False)
    assert skip(hosts, "guests_confined") == "the profile says that guests need not be confined (expect.guests_confined: false)"


WORKING_MODES = ["", "cpu_mode = none", "cpu_mode = host-model", "cpu_mode = custom\ncpu_models = EPYC"]


@pytest.mark.parametrize("text", WORKING_MODES)
def test_a_cpu_mode_that_can_work_holds(hosts: ComputeHosts, text: str) -> None:
    hosts.nova_confs["h1"] = f"[libvirt]\n{text}\n"
    hosts.hold("cpu_mode")


BROKEN_MODES = {
    "cpu_mode = custom": ("cpu_models with cpu_mode = custom", "cpu_models is not set"),
    "cpu_models = EPYC": ("cpu_models only with cpu_mode = custom", "cpu_mode = not set, cpu_models = EPYC"),
    "cpu_mode = host-passthrough": ("libvirt supports cpu_mode = host-passthrough", "it supports host-model, custom"),
}


@pytest.mark.parametrize("text", BROKEN_MODES)
def test_a_cpu_mode_that_cannot_work_fails(hosts: ComputeHosts, text: str) -> None:
    hosts.nova_confs["h1"] = f"[libvirt]\n{text}\n"
    assert fault(hosts, "cpu_mode") == BROKEN_MODES[text]


def test_on_arm_the_default_is_host_passthrough(hosts: ComputeHosts) -> None:
    hosts.libvirt(arch="aarch64")
    assert fault(hosts, "cpu_mode")[0] == "libvirt supports cpu_mode = host-passthrough"
    hosts.libvirt(arch="aarch64", passthrough="yes")
    hosts.hold("cpu_mode")


def test_cpu_models_hold_in_any_case_of_their_names(hosts: ComputeHosts) -> None:
    hosts.nova_confs["h1"] = "[libvirt]\ncpu_mode = custom\ncpu_models = epyc\n"
    hosts.hold("cpu_models")


def test_cpu_models_that_the_host_cannot_be_fail(hosts: ComputeHosts) -> None:
    hosts.nova_confs["h1"] = "[libvirt]\ncpu_mode = custom\ncpu_models = EPYC, Haswell-noTSX, kvm64, Hazwell\n"
    assert fault(hosts, "cpu_models") == (
        "the host's CPU can be each of cpu_models: EPYC, Haswell-noTSX, kvm64, Hazwell",
        "Haswell-noTSX: not usable, kvm64: libvirt cannot tell, Hazwell: unknown to libvirt",
    )


def test_cpu_models_say_nothing_where_there_are_none(hosts: ComputeHosts) -> None:
    assert skip(hosts, "cpu_models") == "no cpu_models are configured"


ALIKE = "[libvirt]\ncpu_mode = custom\ncpu_models = EPYC\n"
ODD = "[libvirt]\ncpu_mode = host-model\ncpu_model_extra_flags = -avx\n"


def test_hosts_that_are_alike_hold(hosts: ComputeHosts) -> None:
    hosts.nova_confs = {"h1": ALIKE, "h2": ALIKE, "h3": ALIKE}
    for name in hosts.nova_confs:
        hosts.hold("cpu_alike", name)
        hosts.hold("virt_type_alike", name)
        hosts.hold("security_models_alike", name)


def test_it_is_the_odd_host_that_fails(hosts: ComputeHosts) -> None:
    hosts.nova_confs = {"h1": ODD, "h2": ALIKE, "h3": ALIKE}
    hosts.hold("cpu_alike", "h2")
    hosts.hold("cpu_alike", "h3")
    assert fault(hosts, "cpu_alike", "h1") == (
        "CPU configuration: cpu_mode = custom, cpu_models = EPYC, as on h2, h3",
        "CPU configuration: cpu_mode = host-model, cpu_model_extra_flags = -avx",
    )


def test_of_two_hosts_that_differ_the_second_fails(hosts: ComputeHosts) -> None:
    hosts.nova_confs = {"h2": "[libvirt]\nvirt_type = qemu\n", "h1": ""}
    hosts.hold("virt_type_alike", "h1")
    assert fault(hosts, "virt_type_alike", "h2") == ("virt_type: kvm, as on h1", "virt_type: qemu")


def test_a_host_that_cannot_be_read_does_not_fail_the_others(hosts: ComputeHosts) -> None:
    hosts.nova_confs = {"h1": ALIKE, "h2": "no configuration", "h3": ALIKE}
    hosts.hold("cpu_alike", "h1")
    assert fault(hosts, "cpu_alike", "h2")[0] == "nova-compute's configuration can be read"


def test_many_hosts_are_not_all_named(hosts: ComputeHosts) -> None:
    hosts.nova_confs = {f"h{number}": ALIKE for number in range(1, 8)} | {"h8": ODD}
    assert fault(hosts, "cpu_alike", "h8")[0].endswith("as on h1, h2, h3, h4 and 3 more")


def test_one_host_alone_has_nothing_to_be_like(hosts: ComputeHosts) -> None:
    assert skip(hosts, "cpu_alike") == "there is no other host to compare h1 with"


@pytest.mark.parametrize("seconds", [30, 300, 600])
def test_a_plugging_timeout_in_the_range_holds(hosts: ComputeHosts, seconds: int) -> None:
    hosts.expect = Expectations(vif_plugging_timeout=Wait(min=30, max=600))
    hosts.nova_confs["h1"] = f"[DEFAULT]\nvif_plugging_timeout = {seconds}\n"
    hosts.hold("vif_plugging_timeout")


@pytest.mark.parametrize("seconds", [0, 29, 601])
def test_a_plugging_timeout_out_of_the_range_fails(hosts: ComputeHosts, seconds: int) -> None:
    hosts.nova_confs["h1"] = f"[DEFAULT]\nvif_plugging_timeout = {seconds}\n"
    assert fault(hosts, "vif_plugging_timeout") == ("vif_plugging_timeout from 30 to 600 s", f"{seconds} s")


def test_plugging_is_fatal_where_it_must_be(hosts: ComputeHosts) -> None:
    hosts.hold("vif_plugging_is_fatal")
    hosts.nova_confs["h1"] = "[DEFAULT]\nvif_plugging_is_fatal = no\n"
    assert fault(hosts, "vif_plugging_is_fatal") == ("vif_plugging_is_fatal = true", "false")
    hosts.expect = Expectations(vif_plugging_is_fatal=None)
    assert skip(hosts, "vif_plugging_is_fatal") == "the profile accepts either (expect.vif_plugging_is_fatal: null)"


def test_room_for_instances_is_measured_where_they_are(hosts: ComputeHosts) -> None:
    hosts.expect = Expectations(instances_free_gib=0)
    hosts.hold("instances_free")
    hosts.nova_confs["h1"] = f"[DEFAULT]\nstate_path = {hosts.directory}/state\n"
    assert fault(hosts, "instances_free")[0] == f"the instances path {hosts.directory}/state/instances is there"
    (hosts.directory / "state" / "instances").mkdir(parents=True)
    hosts.hold("instances_free")


def test_too_little_room_for_instances_fails(hosts: ComputeHosts) -> None:
    # stat says it in blocks and their size: 3.5 GiB
    hosts.program("stat", "#!/bin/sh\necho 7 536870912\n")
    hosts.expect = Expectations(instances_free_gib=3)
    hosts.hold("instances_free")
    hosts.expect = Expectations(instances_free_gib=4)
    assert fault(hosts, "instances_free") == (f"at least 4 GiB free under {hosts.directory}/instances", "3.5 GiB")
