"""A node is a host of its own; real namespaces, as root."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.layout import MANAGEMENT_BRIDGE, Layout
from lab.nodes import cgroups, network
from lab.nodes.memory import record_memory_size
from lab.nodes.node import Node, check_home
from lab.services.compute import KEEP_TAPS_UP
from lab.shell import run
from lab.wait import wait_for
from selftests.bridges import bridges_alone
from selftests.needs import need_program

SLEEPER = ["/bin/sh", "-c", "echo $$ > /run/pid; exec sleep 600"]


@pytest.fixture
def bridges() -> Iterator[None]:
    """To one test at a time."""
    with bridges_alone():
        yield


@pytest.fixture
def node(bridges: None) -> Iterator[Node]:
    home = Path(tempfile.mkdtemp(prefix="lab-selftest-", dir="/srv"))
    node = Node("compute-98", Layout(home))
    node.write("/etc/mine", "written before the start\n")
    node.write("/usr/local/sbin/keep-taps-up", KEEP_TAPS_UP.read_text(), mode=0o755)
    node.start(SLEEPER, on_guest_network=True)
    yield node
    node.stop()
    shutil.rmtree(home)


def test_a_node_has_its_own_name_network_and_processes(node: Node) -> None:
    assert node.run(["hostname"]).strip() == "compute-98"
    assert node.run(["ip", "-brief", "address", "show", "mgmt0"]).split()[2] == "198.18.0.198/24"
    assert node.run(["ps", "-o", "comm=", "-p", "1"]).strip() == "sleep"


def test_what_a_node_writes_stays_in_it(node: Node) -> None:
    node.run(["sh", "-c", "echo changed > /etc/lab-selftest; echo changed > /run/lab-selftest"])
    assert not Path("/etc/lab-selftest").exists()
    assert not Path("/run/lab-selftest").exists()
    assert node.file("/etc/lab-selftest").read_text() == "changed\n"
    assert node.file("/run/lab-selftest").read_text() == "changed\n"


def test_a_node_sees_what_was_written_for_it_and_what_the_machine_has(node: Node) -> None:
    assert node.run(["cat", "/etc/mine"]) == "written before the start\n"
    assert node.run(["cat", "/etc/debian_version"]) == Path("/etc/debian_version").read_text()


def test_a_node_with_another_root_sees_the_programs_and_files_of_that(bridges: None) -> None:
    home = Path(tempfile.mkdtemp(prefix="lab-selftest-", dir="/srv"))
    root = home / "root"
    for directory in ("usr/bin", "usr/sbin", "usr/local", "etc", "var"):
        (root / directory).mkdir(parents=True)
    shutil.copy(need_program("busybox", "busybox-static"), root / "usr/bin/busybox")
    for program in ("sh", "cat", "ls", "ln", "mkdir", "mknod", "mount", "sleep", "touch"):
        (root / "usr/bin" / program).symlink_to("busybox")
    (root / "etc/debian_version").write_text("13.1\n")
    node = Node("compute-96", Layout(home))
    node.write("/etc/mine", "written before the start\n")
    node.start(SLEEPER, on_guest_network=False, root=root)
    try:
        assert node.run(["cat", "/etc/debian_version", "/etc/mine"]) == "13.1\nwritten before the start\n"
        assert "python3" not in node.run(["ls", "/usr/bin"]).split()
        node.run(["sh", "-c", "echo changed > /etc/debian_version"])
        assert (root / "etc/debian_version").read_text() == "13.1\n"
    finally:
        node.stop()
        shutil.rmtree(home)
    assert Path("/usr/bin/env").exists(), "this machine's own programs are hidden"


def test_a_node_has_devices_of_its_own_and_no_kvm(node: Node) -> None:
    devices = node.run(["ls", "/dev"]).split()
    assert {"null", "urandom", "net", "pts", "ptmx", "shm"} <= set(devices)
    assert "kvm" not in devices
    node.run(["rm", "/dev/null"])
    assert Path("/dev/null").is_char_device()


def test_a_node_reports_the_memory_that_was_recorded_before_it_started(tmp_path: Path, node: Node) -> None:
    record_memory_size(node.layout, _numa_nodes(tmp_path, "Node 0 MemTotal: 4096 kB\n"))
    node.stop()
    node.start(SLEEPER, on_guest_network=False)
    record_memory_size(node.layout, _numa_nodes(tmp_path, "Node 0 MemTotal: 8192 kB\n"))
    assert node.run(["cat", "/sys/devices/system/node/node0/meminfo"]) == "Node 0 MemTotal: 4096 kB\n"


def _numa_nodes(tmp_path: Path, meminfo: str) -> Path:
    (tmp_path / "node0").mkdir(exist_ok=True)
    (tmp_path / "node0" / "meminfo").write_text(meminfo)
    return tmp_path


def test_stopping_a_node_leaves_nothing_behind(node: Node) -> None:
    first = node.first_process()
    node.stop()
    assert node.namespace not in network.namespaces()
    assert not {link for link in network.links() if link.startswith("c98-")}
    assert not Path(f"/proc/{first}").exists()
    assert not node.tree.exists()
    assert str(node.tree) not in Path("/proc/mounts").read_text()


def test_a_node_that_lost_its_first_process_is_stopped_too(node: Node) -> None:
    outsider = ["setsid", "--fork", "ip", "netns", "exec", node.namespace, "sleep", "600"]
    subprocess.run(outsider, check=True)
    first = node.first_process()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    node.stop()
    assert list(node.processes()) == []
    assert node.namespace not in network.namespaces()


def test_a_node_whose_processes_are_frozen_is_stopped_too(bridges: None) -> None:
    home = Path(tempfile.mkdtemp(prefix="lab-selftest-", dir="/srv"))
    node = Node("compute-97", Layout(home))
    node.start(SLEEPER, on_guest_network=False, in_cgroups=True)
    first = node.first_process()
    groups = cgroups.make(node.name)
    frozen = {"freezer.state": "FROZEN", "cgroup.freeze": "1"}
    states = [group / name for group in groups for name in frozen if (group / name).exists()]
    assert states, f"none of {groups} can be frozen"
    states[0].write_text(frozen[states[0].name])
    node.stop()
    assert not Path(f"/proc/{first}").exists()
    assert not [group for group in groups if group.exists()]
    shutil.rmtree(home)


def test_taps_are_kept_up(node: Node) -> None:
    node.run(["ip", "tuntap", "add", "mode", "tap", "tap0"])
    keeper = subprocess.Popen(node.inside(["/usr/local/sbin/keep-taps-up"]))
    try:
        wait_for("the tap that was there to be set up", lambda: "UP" in _flags(node, "tap0"), budget=10, interval=0.05)
        # again, should the first time have come before it watched
        wait_for("a tap that was taken down to be set up", lambda: _comes_back_up(node, "tap0"), budget=10)
    finally:
        keeper.kill()
        keeper.wait()


def _comes_back_up(node: Node, device: str) -> bool:
    node.run(["ip", "link", "set", device, "down"])
    time.sleep(0.1)
    return "UP" in _flags(node, device)


def _flags(node: Node, device: str) -> list[str]:
    flags: list[str] = json.loads(node.run(["ip", "-json", "link", "show", device]))[0]["flags"]
    return flags


def test_a_command_in_a_node_that_does_not_run_says_so() -> None:
    with pytest.raises(LabError, match=r"^compute-99 does not run: `python -m lab up` starts it$"):
        Node("compute-99", Layout(Path("/srv/none"))).run(["true"])


def test_a_home_that_nodes_would_not_see_is_refused() -> None:
    with pytest.raises(LabError, match=r"^LAB_HOME=/var/lab lies below /var, where nodes have files of their own"):
        check_home(Layout(Path("/var/lab")))


@pytest.fixture
def stranger(bridges: None) -> Iterator[str]:
    """A namespace tied to the bridges that is of no node known here, as a lab of another root directory has them."""
    name = "compute-97"
    subprocess.run(["ip", "netns", "add", name], check=True)
    network.plug(name, "mgmt0", MANAGEMENT_BRIDGE)
    yield name
    network.unplug(name)
    subprocess.run(["ip", "netns", "delete", name], check=True)


def test_the_bridges_are_not_taken_from_another_lab_that_runs(stranger: str) -> None:
    process = subprocess.Popen(["ip", "netns", "exec", stranger, "sleep", "60"])
    try:
        wait_for("a process in the namespace", lambda: run(["ip", "netns", "pids", stranger]).split(), budget=10)
        with pytest.raises(LabError, match=r"another lab uses this machine's bridges \(.*c97-mgmt0.*\)"):
            network.check_bridges_are_free()
        assert "c97-mgmt0" in network.links()
    finally:
        process.kill()
        process.wait()


def test_links_of_another_lab_whose_processes_were_killed_do_not_stay(stranger: str) -> None:
    network.check_bridges_are_free()
    assert "c97-mgmt0" not in network.links()
