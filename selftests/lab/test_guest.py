"""The guest image: built here, and booted once under emulation with a config drive as Nova makes it."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.errors import LabError
from lab.guest import build as guest
from lab.guest import cpio
from lab.guest.kernel import Kernel, load_order, newest, read_wanted
from selftests.needs import need_file, need_program

SCRIPTS = Path(guest.__file__).parent / "root" / "etc"
ADDRESS = "10.0.2.77"
MAC = "fa:16:3e:00:00:01"
BUDGET = 300.0
"""Seconds for one step of the guest, on a machine that is busy with other things."""

NETWORK_DATA = {
    "links": [
        {"id": "tap-other", "type": "ovs", "mtu": None, "ethernet_mac_address": "fa:16:3e:00:00:02"},
        {"id": "tap-ours", "type": "ovs", "mtu": 1400, "ethernet_mac_address": MAC.upper()},
    ],
    "networks": [
        {"id": "network0", "type": "ipv4_dhcp", "link": "tap-other"},
        {
            "id": "network1",
            "type": "ipv4",
            "link": "tap-ours",
            "ip_address": ADDRESS,
            "netmask": "255.255.255.0",
            "routes": [
                {"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "10.0.2.2"},
                {"network": "10.9.0.0", "netmask": "255.255.0.0", "gateway": "10.0.2.3"},
            ],
        },
    ],
    "services": [],
}


# What reads the config drive


def flattened(document: object) -> dict[str, str]:
    command = [need_program("busybox", "busybox-static"), "awk", "-f", str(SCRIPTS / "json.awk")]
    said = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, check=True).stdout
    return dict(line.split("\t") for line in said.splitlines())


def commands_for(mac: str, tmp_path: Path) -> list[str]:
    data = tmp_path / "network_data"
    data.write_text("".join(f"{path}\t{value}\n" for path, value in flattened(NETWORK_DATA).items()))
    command = [need_program("busybox", "busybox-static"), "awk", "-v", f"mac={mac}", "-f", str(SCRIPTS / "network.awk"), str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_json_is_flattened_to_a_path_and_value_a_line() -> None:
    document = {
        "none": None,
        "yes": True,
        "number": -1.5e3,
        "empty": [{}, [], ""],
        "quoted": 'a "b" \\ c / , { [ d',
        "of lines": "one\ntwo\n",
        "deep": {"er": [[1, {"x": "y"}], "z"]},
    }
    assert flattened(document) == {
        "none": "",
        "yes": "true",
        "number": "-1500.0",
        "empty.2": "",
        "quoted": 'a "b" \\ c / , { [ d',
        "of lines": "one two",
        "deep.er.0.0": "1",
        "deep.er.0.1.x": "y",
        "deep.er.1": "z",
    }


@pytest.mark.parametrize("text", ['{"a": ', '{"a" 1}', '["a"', "{a: 1}", '"open'])
def test_broken_json_is_refused(text: str) -> None:
    done = subprocess.run(
        [need_program("busybox", "busybox-static"), "awk", "-f", str(SCRIPTS / "json.awk")],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1


def test_the_interface_of_a_link_is_found_by_its_hardware_address(tmp_path: Path) -> None:
    assert commands_for(MAC, tmp_path) == [
        "mtu 1400",
        f"address {ADDRESS} 255.255.255.0",
        "route 0.0.0.0 0.0.0.0 10.0.2.2",
        "route 10.9.0.0 255.255.0.0 10.0.2.3",
    ]


def test_a_link_that_asks_for_dhcp_gets_dhcp(tmp_path: Path) -> None:
    assert commands_for("fa:16:3e:00:00:02", tmp_path) == ["dhcp"]


def test_an_unknown_interface_is_told_nothing(tmp_path: Path) -> None:
    assert commands_for("fa:16:3e:00:00:03", tmp_path) == []


# What it is built from


def installed_kernel(root: Path, release: str, *, with_modules: bool = True) -> None:
    (root / f"vmlinuz-{release}").write_text(release)
    if with_modules:
        (root / release).mkdir()
        (root / release / "modules.dep").write_text("kernel/c.ko: kernel/b.ko kernel/a-a.ko\nkernel/b.ko: kernel/a-a.ko\nkernel/a-a.ko:\n")


def test_the_newest_kernel_with_modules_is_taken(tmp_path: Path) -> None:
    installed_kernel(tmp_path, "6.1.0-9-cloud-amd64")
    installed_kernel(tmp_path, "6.1.0-56-cloud-amd64")
    installed_kernel(tmp_path, "6.1.0-57-cloud-amd64", with_modules=False)
    assert newest(tmp_path, tmp_path).image.name == "vmlinuz-6.1.0-56-cloud-amd64"


def test_without_a_kernel_the_message_says_what_installs_it(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="make system"):
        newest(tmp_path, tmp_path)


def test_modules_are_inserted_after_what_they_need_and_once(tmp_path: Path) -> None:
    installed_kernel(tmp_path, "6")
    wanted = read_wanted("[early]\nb # first\n[late]\n# all\nc\na-a\n")
    assert load_order(Kernel(tmp_path, tmp_path / "6"), wanted) == {"early": ["kernel/a-a.ko", "kernel/b.ko"], "late": ["kernel/c.ko"]}


def test_a_module_the_kernel_does_not_have_is_named(tmp_path: Path) -> None:
    installed_kernel(tmp_path, "6")
    with pytest.raises(LabError, match="no module nonesuch"):
        load_order(Kernel(tmp_path, tmp_path / "6"), {"late": ["nonesuch"]})


def test_the_archive_is_what_cpio_reads(tmp_path: Path) -> None:
    packed = cpio.archive({"a/b/file": cpio.file(b"odd", executable=True), "a/link": cpio.link("b/file"), "empty": cpio.directory(0o700)})
    subprocess.run([need_program("busybox", "busybox-static"), "cpio", "-i", "--quiet"], input=packed, cwd=tmp_path, check=True)
    assert (tmp_path / "a" / "link").resolve().read_bytes() == b"odd"
    assert (tmp_path / "a" / "b" / "file").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o700


def test_the_fingerprint_follows_what_the_image_is_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_file(Path("/boot"), "vmlinuz-*-cloud-amd64", "linux-image-cloud-amd64")
    before = guest.fingerprint()
    assert guest.fingerprint() == before
    other = tmp_path / "vmlinuz"
    other.write_bytes(b"another kernel")
    modules = newest().modules
    monkeypatch.setattr("lab.guest.kernel.newest", lambda: Kernel(other, modules))
    assert guest.fingerprint() != before


# The guest itself


@dataclass
class Guest:
    """A running guest: QEMU, its console's and its network's record, and the way in."""

    qemu: "subprocess.Popen[bytes]"
    directory: Path
    port: int

    @property
    def console(self) -> str:
        return (self.directory / "console").read_text(errors="replace")

    def packets(self) -> bytes:
        return (self.directory / "packets").read_bytes()

    def ssh(self, command: str, *options: str) -> "subprocess.CompletedProcess[str]":
        unknown = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes"]
        where = ["-F", "none", *unknown, *options, "-p", str(self.port), "root@127.0.0.1"]
        return subprocess.run(["ssh", *where, command], capture_output=True, text=True, timeout=BUDGET, check=False)

    def press_power_button(self) -> None:
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(str(self.directory / "qmp"))
            with monitor.makefile("rw") as stream:
                stream.readline()
                for command in ("qmp_capabilities", "system_powerdown"):
                    stream.write(json.dumps({"execute": command}) + "\n")
                    stream.flush()
                    # its events come in between
                    while "return" not in json.loads(stream.readline()):
                        pass


def wait_for(what: str, look: Callable[[], Any]) -> Any:
    end = time.monotonic() + BUDGET
    while time.monotonic() < end:
        with suppress(OSError):
            if seen := look():
                return seen
        time.sleep(0.1)
    pytest.fail(f"waited {BUDGET:.0f} s for {what}")


def config_drive(directory: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / "key"], check=True)
    latest = directory / "drive" / "openstack" / "latest"
    latest.mkdir(parents=True)
    meta_data = {"hostname": "guest-7.novalocal", "public_keys": {"tester's key": (directory / "key.pub").read_text()}}
    (latest / "meta_data.json").write_text(json.dumps(meta_data))
    (latest / "network_data.json").write_text(json.dumps(NETWORK_DATA))
    drive = directory / "drive.iso"
    subprocess.run(["genisoimage", "-quiet", "-V", "config-2", "-R", "-J", "-o", drive, directory / "drive"], check=True)
    return drive


_BUILDS = {
    "qemu-img": "qemu-utils",
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "dropbear": "dropbear-bin",
    "syslinux": "syslinux",
    "mcopy": "mtools",
    "mkfs.vfat": "dosfstools",
    "sfdisk": "fdisk",
    "cpio": "cpio",
    "genisoimage": "genisoimage",
}
"""What builds the image and boots it, and Debian's packages that have it."""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for program, package in _BUILDS.items():
        need_program(program, package)
    return guest.build(tmp_path_factory.mktemp("image") / "guest.qcow2")


@pytest.fixture(scope="module")
def booted(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    directory = tmp_path_factory.mktemp("guest")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["qemu-system-x86_64", "-accel", "tcg", "-machine", "pc", "-m", "96", "-display", "none", "-snapshot"]
    command += ["-serial", "file:console", "-qmp", "unix:qmp,server=on,wait=off"]
    command += ["-drive", f"if=virtio,format=qcow2,file={image}", "-cdrom", str(config_drive(directory))]
    command += ["-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{port}-{ADDRESS}:22"]
    command += ["-device", f"virtio-net-pci,netdev=net,mac={MAC}", "-object", "filter-dump,id=dump,netdev=net,file=packets"]
    qemu = subprocess.Popen(command, cwd=directory)
    try:
        running = Guest(qemu, directory, port)
        wait_for("a heartbeat on the console", lambda: "conformance-guest boot=" in running.console)
        yield running
    finally:
        qemu.kill()
        qemu.wait()


def test_the_image_is_small(image: Path) -> None:
    assert image.stat().st_size < 16 << 20
    described = json.loads(subprocess.run(["qemu-img", "info", "--output=json", image], capture_output=True, check=True).stdout)
    assert described["format"] == "qcow2"
    assert described["virtual-size"] <= 32 << 20


def test_the_guest_says_its_boot_and_a_heartbeat_on_the_console(booted: Guest) -> None:
    heartbeat = re.compile(r"^conformance-guest boot=([0-9a-f-]{36}) seq=(\d+) up=(\d+\.\d\d) gaps=\d+@\d+(?: \d+@\d+)*;\r?$", re.MULTILINE)
    wait_for("three heartbeats", lambda: len(heartbeat.findall(booted.console)) >= 3)
    boots, numbers, ups = zip(*heartbeat.findall(booted.console)[:3], strict=True)
    assert len(set(boots)) == 1
    assert [int(number) for number in numbers] == [0, 1, 2]
    assert 1.5 < float(ups[2]) - float(ups[0]) < 6


def test_the_guest_is_who_the_config_drive_says(booted: Guest) -> None:
    wait_for("its address", lambda: f"address={ADDRESS}" in booted.console)
    key = ("-i", str(booted.directory / "key"))
    wait_for("a login", lambda: booted.ssh("true", *key).returncode == 0)
    said = booted.ssh("hostname; cat /sys/class/net/eth0/mtu; ip -4 address show dev eth0; ip route", *key).stdout
    assert said.splitlines()[:2] == ["guest-7", "1400"]
    for expected in (f"inet {ADDRESS}/24 brd 10.0.2.255", "default via 10.0.2.2 dev eth0", "10.9.0.0/16 via 10.0.2.3 dev eth0"):
        assert expected in said


def test_no_one_gets_in_without_the_key(booted: Guest) -> None:
    wait_for(
        "its ssh server", lambda: "Permission denied (publickey)" in booted.ssh("true", "-o", "IdentitiesOnly=yes", "-i", "none").stderr
    )


def test_the_guest_tells_its_neighbours_its_address(booted: Guest) -> None:
    hardware, address = bytes.fromhex(MAC.replace(":", "")), socket.inet_aton(ADDRESS)
    gratuitous = re.compile(
        b"\xff{6}" + re.escape(hardware) + b"\x08\x06.{8}" + re.escape(hardware + address) + b".{6}" + re.escape(address), re.DOTALL
    )
    wait_for("a gratuitous ARP packet", lambda: gratuitous.search(booted.packets()))


def test_the_guest_lets_go_of_its_disks(booted: Guest) -> None:
    key = ("-i", str(booted.directory / "key"))
    wait_for("a login", lambda: booted.ssh("true", *key).returncode == 0)
    sources = [line.split()[0] for line in booted.ssh("mount", *key).stdout.splitlines()]
    assert "devpts" in sources
    assert not [source for source in sources if source.startswith("/dev/")]


def test_the_power_button_ends_the_guest_at_once(booted: Guest) -> None:
    booted.press_power_button()
    booted.qemu.wait(timeout=BUDGET)
    assert booted.console.rstrip().endswith("reboot: Power down")
