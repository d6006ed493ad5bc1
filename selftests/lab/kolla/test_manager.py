"""What the lab's commands know of the programs of a node whose services run in containers."""

import json
import subprocess
from pathlib import Path

import pytest

from lab.kolla.manager import SIGNAL, ContainerManager
from lab.layout import Layout, Shape
from lab.nodes.node import Node
from lab.services.files import SHAPE
from lab.shapes.deployment import manager_of
from lab.systemd.manager import PROGRAMS

KNOWN = {
    "sshd": {"unit": "ssh.service", "container": None, "log": None, "files": {}, "volumes": {}},
    "nova-compute": {
        "unit": "kolla-nova_compute-container.service",
        "container": "nova_compute",
        "log": "/var/lib/docker/volumes/kolla_logs/_data/nova/nova-compute.log",
        "files": {"/etc/nova/nova.conf": "/etc/kolla/nova-compute/nova.conf"},
        "volumes": {"/var/lib/nova/": "nova_compute"},
    },
    "nova-conductor": {
        "unit": "kolla-nova_conductor-container.service",
        "container": "nova_conductor",
        "log": "/var/lib/docker/volumes/kolla_logs/_data/nova/nova-conductor.log",
        "files": {"/etc/nova/nova.conf": "/etc/kolla/nova-conductor/nova.conf"},
        "volumes": {},
    },
}


@pytest.fixture
def node(tmp_path: Path) -> Node:
    node = Node("compute-01", Layout(tmp_path))
    node.write(PROGRAMS, json.dumps(KNOWN))
    node.write(SHAPE, f"{Shape.KOLLA}\n")
    return node


def test_the_shape_of_a_node_says_what_manages_its_programs(node: Node) -> None:
    assert isinstance(manager_of(node), ContainerManager)


def test_states_are_those_of_units(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "Id=ssh.service\nActiveState=active\n\n"
        "Id=kolla-nova_compute-container.service\nActiveState=failed\n\n"
        "Id=kolla-nova_conductor-container.service\nActiveState=inactive\n"
    )
    monkeypatch.setattr(Node, "run", lambda self, words: said)
    assert ContainerManager(node).states() == {"sshd": "RUNNING", "nova-compute": "FATAL", "nova-conductor": "STOPPED"}


def test_a_configuration_file_is_that_of_every_container_that_copies_it(node: Node) -> None:
    paths = ContainerManager(node).paths("/etc/nova/nova.conf")
    assert paths == ["/etc/kolla/nova-compute/nova.conf", "/etc/kolla/nova-conductor/nova.conf"]


@pytest.mark.parametrize(
    ("shape", "kept"), [(Shape.KOLLA, "/var/lib/docker/volumes"), (Shape.KOLLA_PODMAN, "/var/lib/containers/storage/volumes")]
)
def test_what_a_volume_has_lies_below_the_engines_directory(node: Node, shape: Shape, kept: str) -> None:
    node.write(SHAPE, f"{shape}\n")
    manager = manager_of(node)
    assert manager.paths("/var/lib/nova/instances/_base/x") == [f"{kept}/nova_compute/_data/instances/_base/x"]
    assert manager.migration_keys == f"{kept}/nova_compute/_data/.ssh"


def test_other_files_are_the_hosts(node: Node) -> None:
    assert ContainerManager(node).paths("/etc/hosts") == ["/etc/hosts"]


def test_the_log_of_a_container_is_a_file_and_that_of_the_host_its_journal(node: Node) -> None:
    manager = ContainerManager(node)
    log = "/var/lib/docker/volumes/kolla_logs/_data/nova/nova-compute.log"
    assert manager.log_command("nova-compute", lines=5, follow=False) == ["tail", "-n", "5", log]
    assert manager.log_command("sshd", lines=5, follow=False)[:3] == ["journalctl", "--unit", "ssh.service"]


@pytest.mark.parametrize(
    ("groups", "below"), [("8:pids:/other\n4:memory:/libpod/x\n0::/none\n", "memory/libpod/x"), ("0::/libpod/x\n", "libpod/x")]
)
def test_a_signal_goes_to_all_in_the_containers_control_group(tmp_path: Path, groups: str, below: str) -> None:
    (tmp_path / "cgroup" / below).mkdir(parents=True)
    (tmp_path / "cgroup" / below / "cgroup.procs").write_text("11\n12\n")
    (tmp_path / "proc" / "11").mkdir(parents=True)
    (tmp_path / "proc" / "11" / "cgroup").write_text(groups)
    script = SIGNAL.replace("/sys/fs/cgroup", f"{tmp_path}/cgroup").replace("/proc/", f"{tmp_path}/proc/").replace("kill ", "echo ")
    done = subprocess.run(["sh", "-c", script, "sh", "11", "STOP"], check=True, capture_output=True, text=True)
    assert done.stdout == "-s STOP 11 12\n"
