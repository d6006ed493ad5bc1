import os
from pathlib import Path

import pytest

from conformance.model.errors import CloudFault, SuiteFault
from conformance.site.hosts import Hosts, Result
from conformance.site.inventory import Inventory
from conformance.site.nova_conf import NovaConf, read_nova_conf
from conformance.site.profile_model import Connection, HostAccessRules, LogicalService, Profile, Service, ServiceKind


def profile(*config: object) -> Profile:
    service = Service(kind=ServiceKind.SYSTEMD, name="nova-compute", config=tuple(str(path) for path in config))
    return Profile(hosts=HostAccessRules(connection=Connection.LOCAL), services={LogicalService.NOVA_COMPUTE: service})


def read(*config: object) -> NovaConf:
    with Hosts(profile(*config), Inventory()) as hosts:
        return read_nova_conf(hosts.on("compute-01"), profile(*config))


@pytest.fixture
def nova_conf(tmp_path: Path) -> Path:
    return tmp_path / "nova.conf"


def test_what_is_not_set_has_novas_defaults(nova_conf: Path) -> None:
    nova_conf.write_text("")
    conf = read(nova_conf)
    assert conf.vif_plugging_timeout == 300
    assert conf.vif_plugging_is_fatal is True
    assert conf.virt_type == "kvm"
    assert conf.cpu_mode is None
    assert conf.cpu_models == ()
    assert conf.cpu_model_extra_flags == ()
    assert conf.instances_path is None, "the default of state_path depends on where Nova was installed"


def test_what_is_set_is_read(nova_conf: Path) -> None:
    nova_conf.write_text(
        "[DEFAULT]\nvif_plugging_timeout = 60\nvif_plugging_is_fatal = False\nstate_path = /srv/nova\n"
        "[libvirt]\nvirt_type = qemu\ncpu_mode = custom\ncpu_models = Haswell-noTSX, Nehalem\ncpu_model_extra_flags = +VMX,-avx\n"
    )
    conf = read(nova_conf)
    assert (conf.vif_plugging_timeout, conf.vif_plugging_is_fatal) == (60, False)
    assert (conf.virt_type, conf.cpu_mode, conf.cpu_models) == ("qemu", "custom", ("Haswell-noTSX", "Nehalem"))
    assert conf.cpu_model_extra_flags == ("+vmx", "-avx")
    assert conf.instances_path == "/srv/nova/instances"


def test_later_files_win_and_directories_are_read_in_order(tmp_path: Path, nova_conf: Path) -> None:
    directory = tmp_path / "nova it's.conf.d"
    directory.mkdir()
    nova_conf.write_text("[libvirt]\nvirt_type = kvm\ncpu_mode = none\ncpu_model = first\n")
    (directory / "20-b.conf").write_text("[libvirt]\nvirt_type = parallels\n")
    (directory / "10-a.conf").write_text("[libvirt]\nvirt_type = lxc\ncpu_model = second\n")
    (directory / "30-c.conf.orig").write_text("[libvirt]\nvirt_type = qemu\n")
    conf = read(nova_conf, f"{directory}/")
    assert (conf.virt_type, conf.cpu_mode, conf.cpu_models) == ("parallels", "none", ("second",))
    assert read(f"{directory}/", nova_conf).virt_type == "kvm"
    assert read(directory).virt_type == "parallels", "a directory is seen to be one"


def test_a_directory_that_is_not_there_holds_nothing(tmp_path: Path, nova_conf: Path) -> None:
    nova_conf.write_text("[libvirt]\nvirt_type = qemu\n")
    assert read(nova_conf, f"{tmp_path}/nova.conf.d/").virt_type == "qemu"


def test_everything_is_read_by_one_command(nova_conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[str] = []

    def count(command: str) -> Result:
        commands.append(command)
        return run(command)

    nova_conf.write_text("")
    with Hosts(profile(nova_conf, nova_conf), Inventory()) as hosts:
        host = hosts.on("compute-01")
        run = host.run
        monkeypatch.setattr(host, "run", count)
        read_nova_conf(host, profile(nova_conf, nova_conf))
    assert len(commands) == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SuiteFault) as caught:
        read(tmp_path / "nova.conf")
    assert str(caught.value) == (
        f"compute-01: nova-compute's configuration cannot be read: {tmp_path}/nova.conf: No such file or directory. "
        "Correct services.nova_compute.config in the profile"
    )


def test_a_profile_that_does_not_say_where_it_is_is_told() -> None:
    with pytest.raises(SuiteFault) as caught:
        read()
    assert str(caught.value) == ("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")


def test_a_file_that_nova_would_not_start_with_is_the_clouds_fault(nova_conf: Path) -> None:
    nova_conf.write_text("[DEFAULT]\nthis is no option, but a secret\n")
    with pytest.raises(CloudFault) as caught:
        read(nova_conf)
    assert str(caught.value) == (
        f"expected: nova-compute's configuration can be read\nseen: {nova_conf}:2: the line must be NAME = VALUE\non: compute-01"
    )


REFUSED = {
    "[DEFAULT]\nvif_plugging_timeout = soon\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "'soon' is not a whole number"),
    "[DEFAULT]\nvif_plugging_timeout = -1\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "-1 is less than 0"),
    "[DEFAULT]\nvif_plugging_timeout =\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "'' is not a whole number"),
    "[DEFAULT]\nvif_plugging_is_fatal = maybe\n": (
        "vif_plugging_is_fatal",
        "[DEFAULT] vif_plugging_is_fatal",
        "'maybe' is neither true nor false",
    ),
    "[libvirt]\nvirt_type = KVM\n": ("virt_type", "[libvirt] virt_type", "'KVM' is none of kvm, qemu, lxc, parallels"),
    "[libvirt]\ncpu_mode =\n": ("cpu_mode", "[libvirt] cpu_mode", "'' is none of host-model, host-passthrough, custom, none"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_value_that_nova_would_refuse_is_the_clouds_fault(nova_conf: Path, text: str) -> None:
    option, named, why = REFUSED[text]
    nova_conf.write_text(text)
    conf = read(nova_conf)
    with pytest.raises(CloudFault) as caught:
        getattr(conf, option)
    assert str(caught.value) == f"expected: {named} has a value that nova-compute takes\nseen: {why}\non: compute-01"


def test_no_secret_of_it_is_kept(nova_conf: Path) -> None:
    nova_conf.write_text("[DEFAULT]\ntransport_url = rabbit://nova:hunter2@mq\nvif_plugging_timeout = 9\n")
    conf = read(nova_conf)
    assert "hunter2" not in str(vars(conf))
    assert conf.vif_plugging_timeout == 9


def test_a_file_that_may_not_be_read_is_told(nova_conf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # root may read everything, so cat is what refuses
    cat = tmp_path / "cat"
    cat.write_text(f"#!/bin/sh\necho 'cat: {nova_conf}: Permission denied' >&2; exit 1\n")
    cat.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SuiteFault) as caught:
        read(nova_conf)
    assert str(caught.value) == (
        f"compute-01: nova-compute's configuration cannot be read: {nova_conf}: Permission denied. "
        "Set hosts.sudo: true in the profile, or log in as a user who may read it"
    )
