"""Programs of a node whose first process is systemd are started, stopped and read by their units."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.layout import Layout, Shape
from lab.nodes.node import Node
from lab.services.files import SHAPE
from lab.shapes.deployment import manager_of
from lab.systemd.manager import PROGRAMS, UnitManager

KNOWN = {"rabbitmq": {"unit": "rabbitmq-server.service"}, "libvirtd": {"unit": "libvirtd.service"}}


class Systemd:
    """What is asked of it, and what it answers; a unit that is stopped ends only when it is killed, where it is stubborn."""

    def __init__(self, *, kill_mode: str = "control-group", state: str = "active", stubborn: bool = False) -> None:
        self.asked: list[str] = []
        self.kill_mode, self.state, self.stubborn = kill_mode, state, stubborn

    def run(self, _node: Node, words: Sequence[str]) -> str:
        line = " ".join(words)
        self.asked.append(line)
        if "KillMode" in line:
            return f"{self.kill_mode}\n"
        if "ActiveState" in line:
            return "\n\n".join(f"Id={program['unit']}\nActiveState={self.state}" for program in KNOWN.values())
        if words[:2] == ["systemctl", "stop"]:
            self.state = "deactivating" if self.stubborn else "inactive"
        if words[:2] == ["systemctl", "kill"]:
            if self.state == "inactive":
                raise LabError("Unit rabbitmq-server.service not loaded.")
            self.state = "failed"
        return ""


@pytest.fixture
def node(tmp_path: Path) -> Node:
    node = Node("compute-01", Layout(tmp_path))
    node.write(PROGRAMS, json.dumps(KNOWN))
    node.write(SHAPE, f"{Shape.PACKAGED_DEBIAN}\n")
    return node


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Systemd:
    systemd = Systemd()
    monkeypatch.setattr(Node, "run", lambda node, words, **_: systemd.run(node, words))
    return systemd


def test_the_shape_of_a_node_says_what_manages_its_programs(node: Node) -> None:
    assert type(manager_of(node)) is UnitManager


def test_a_programs_log_is_the_journal_of_its_unit(node: Node) -> None:
    command = UnitManager(node).log_command("rabbitmq", lines=7, follow=True)
    assert command == ["journalctl", "--unit", "rabbitmq-server.service", "--lines", "7", "--no-pager", "--all", "--follow"]


def test_a_signal_is_for_all_processes_of_a_unit(node: Node, systemd: Systemd) -> None:
    UnitManager(node).signal("rabbitmq", "STOP")
    assert systemd.asked[-1] == "systemctl kill --kill-whom=all --signal=SIGSTOP rabbitmq-server.service"


def test_guests_get_no_signal_that_is_for_libvirt(node: Node, systemd: Systemd) -> None:
    systemd.kill_mode = "process"
    UnitManager(node).signal("libvirtd", "KILL")
    assert systemd.asked[-1] == "systemctl kill --kill-whom=main --signal=SIGKILL libvirtd.service"


def test_a_unit_that_does_not_run_gets_no_signal(node: Node, systemd: Systemd) -> None:
    systemd.state = "inactive"
    UnitManager(node).signal("rabbitmq", "STOP")
    assert systemd.state == "inactive"


def test_what_does_not_end_when_it_is_stopped_is_killed(node: Node, systemd: Systemd) -> None:
    systemd.stubborn = True
    UnitManager(node).kill("rabbitmq", patience=-1)
    assert systemd.state == "failed"


def test_a_start_forgets_that_there_were_too_many(node: Node, systemd: Systemd) -> None:
    UnitManager(node).start(["rabbitmq"])
    assert "systemctl reset-failed rabbitmq-server.service" in systemd.asked[0]
    assert systemd.asked[1] == "systemctl start --no-block rabbitmq-server.service"
