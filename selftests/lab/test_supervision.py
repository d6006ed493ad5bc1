"""Programs that end by themselves while they are being ended."""

import xmlrpc.client
from pathlib import Path

import pytest
from supervisor.xmlrpc import Faults

from lab.layout import Layout
from lab.nodes.node import Node
from lab.nodes.supervision import NodeSupervisor


class Ending:
    """supervisord, as far as its one program ends between a look at it and the next deed. :param fault: what it says of the deed then"""

    def __init__(self, fault: int = Faults.NOT_RUNNING) -> None:
        self._fault = fault
        self._states = ["RUNNING", "STOPPING", "STOPPED"]
        self.deeds: list[str] = []

    def getAllProcessInfo(self) -> list[dict[str, str]]:  # noqa: N802 - supervisord's name
        return [{"name": "nova-compute", "statename": self._states.pop(0) if len(self._states) > 1 else self._states[0]}]

    def stopProcess(self, name: str, wait: bool) -> None:  # noqa: N802 - supervisord's name
        self._refuse(f"stop {name} {wait}")

    def signalProcess(self, name: str, signal: str) -> None:  # noqa: N802 - supervisord's name
        self._refuse(f"{signal} {name}")

    def _refuse(self, deed: str) -> None:
        self.deeds.append(deed)
        raise xmlrpc.client.Fault(self._fault, "nova-compute")


@pytest.fixture
def supervisor(tmp_path: Path) -> NodeSupervisor:
    return NodeSupervisor(Node("compute-01", Layout(tmp_path)))


def test_a_program_that_ends_before_it_is_killed_has_ended(supervisor: NodeSupervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = Ending()
    monkeypatch.setattr(NodeSupervisor, "_server", lambda self: ending)
    supervisor.kill("nova-compute", patience=-1)
    assert ending.deeds == ["stop nova-compute False", "KILL nova-compute"]


def test_a_program_that_ends_before_it_is_stopped_has_ended(supervisor: NodeSupervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = Ending()
    monkeypatch.setattr(NodeSupervisor, "_server", lambda self: ending)
    supervisor.stop("nova-compute")
    assert ending.deeds == ["stop nova-compute True"]


def test_other_faults_are_not_taken_for_an_end(supervisor: NodeSupervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NodeSupervisor, "_server", lambda self: Ending(Faults.FAILED))
    with pytest.raises(xmlrpc.client.Fault):
        supervisor.stop("nova-compute")
