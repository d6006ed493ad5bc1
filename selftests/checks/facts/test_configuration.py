"""nova-compute's configuration is read as nova-compute itself reads it."""

import hashlib

import pytest

from conformance.checks.facts.fact import Said
from conformance.checks.facts.readers import read_configuration
from conformance.checks.facts.readers.read_configuration import digests
from conformance.probe.chunks import GROUP, Chunk
from selftests.checks.facts.machine import Machine


def said(text: str) -> Said:
    return Said("h1", {"options": Chunk(name="options", text=f"{GROUP}nova.conf\n{text}", rc=0)})


def options(machine: Machine) -> dict[str, str]:
    found = machine.facts().options
    assert found is not None
    return found


def test_later_files_win_and_directories_are_read_in_order(machine: Machine) -> None:
    directory = machine.directory / "nova it's.conf.d"
    directory.mkdir()
    machine.nova_conf = "[libvirt]\nvirt_type = kvm\ncpu_mode = none\ncpu_model = first\n"
    (directory / "20-b.conf").write_text("[libvirt]\nvirt_type = parallels\n")
    (directory / "10-a.conf").write_text("[libvirt]\nvirt_type = lxc\ncpu_model = second\n")
    (directory / "30-c.conf.orig").write_text("[libvirt]\nvirt_type = qemu\n")
    machine.config = (*machine.config, f"{directory}/")
    assert options(machine) == {"libvirt/virt_type": "parallels", "libvirt/cpu_mode": "none", "libvirt/cpu_models": "second"}
    machine.config = (f"{directory}/", machine.config[0])
    assert options(machine)["libvirt/virt_type"] == "kvm"
    machine.config = (directory,)
    assert options(machine)["libvirt/virt_type"] == "parallels", "a directory is seen to be one"


@pytest.mark.parametrize(
    "option",
    [
        "admin_pass", "kombu_pass", "volume_pwd", "hmac_keys", "connection_string", "backend_argument", "psk", "user_pin", "pin",
        "password", "memcache_secret_key", "sst_auth", "login_response", "api_key", "fixed_key", "swift_auth_token",
    ],
)  # fmt: skip
def test_no_digest_is_made_of_a_secret(option: str) -> None:
    assert sorted(digests(said(f"[x]\n{option} = hunter2\nother = 1\n"))) == ["x/other"]


def test_who_has_a_digest_cannot_try_values_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    known = said("[x]\nother = hunter2\n")
    made = digests(known)["x/other"]
    assert made == digests(known)["x/other"], "hosts of one run are compared by it"
    assert made != hashlib.sha256(b"hunter2").hexdigest()[:12]
    monkeypatch.setattr(read_configuration, "_KEY", b"another run's")
    assert made != digests(known)["x/other"]


def test_a_directory_that_is_not_there_holds_nothing(machine: Machine) -> None:
    machine.config = (*machine.config, f"{machine.directory}/nova.conf.d/")
    assert options(machine)["libvirt/virt_type"] == "kvm"


def test_a_file_that_is_not_there_is_told_and_is_ours_to_set_right(machine: Machine) -> None:
    machine.config = (machine.directory / "other.conf",)
    gap = machine.facts().gap("options")
    assert gap is not None
    assert (gap.ours, gap.why) == (True, f"cat: {machine.directory}/other.conf: No such file or directory")


def test_a_profile_that_does_not_say_where_it_is_is_told(machine: Machine) -> None:
    machine.config = ()
    gap = machine.facts().gap("options")
    assert gap is not None
    assert gap.why == "the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it"


def test_what_is_a_hosts_own_does_not_count_as_a_difference(machine: Machine) -> None:
    machine.nova_conf = "[DEFAULT]\nlog_dir = /var/log/here\n"
    mine = machine.facts().digests
    machine.nova_conf = "[DEFAULT]\nlog_dir = /var/log/<own>\n"
    assert machine.facts().digests == mine
