"""What a lab is made of is what was asked for, or what the control plane that runs is of; what does not go together is refused."""

from pathlib import Path

import pytest

from lab.errors import LabError
from lab.installed.releases import NEWEST
from lab.layout import CONTROL, Layout, NetworkBackend, Shape
from lab.nodes.node import Node
from lab.services.files import NETWORK, RELEASE, SHAPE
from lab.wanted import Wanted, wanted_renderer


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("lab.wanted.ensure_environment", lambda layout, release: tmp_path / release)
    monkeypatch.setattr(Node, "first_process", lambda self: None)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Layout:
    """A control plane of 2026.1 in Kolla's shape, with OVN, runs."""
    node = Node(CONTROL, Layout(tmp_path))
    for path, text in ((RELEASE, "2026.1"), (SHAPE, "kolla"), (NETWORK, "ovn")):
        node.write(path, f"{text}\n")
    monkeypatch.setattr(Node, "first_process", lambda self: 1)
    return node.layout


def test_where_nothing_runs_it_is_the_usual(tmp_path: Path) -> None:
    renderer = wanted_renderer(Layout(tmp_path), Wanted())
    usual = (NEWEST, Shape.SUPERVISOR, NetworkBackend.OPENVSWITCH, False)
    assert (renderer.release, renderer.shape, renderer.network, renderer.tls) == usual


def test_where_a_control_plane_runs_it_is_as_that(runs: Layout) -> None:
    renderer = wanted_renderer(runs, Wanted())
    assert (renderer.release, renderer.shape, renderer.network) == ("2026.1", Shape.KOLLA, NetworkBackend.OVN)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            Wanted(release="2026.2"),
            r"a control plane of 2026\.1 runs, not of 2026\.2: `python -m lab down` first, or `python -m lab upgrade",
        ),
        (Wanted(shape=Shape.SUPERVISOR), "a control plane of the shape kolla runs, not of the shape supervisor"),
        (Wanted(network=NetworkBackend.OPENVSWITCH), "a control plane with the network ovn runs, not with the network openvswitch"),
    ],
)
def test_what_is_not_as_that_is_refused(runs: Layout, wanted: Wanted, told: str) -> None:
    with pytest.raises(LabError, match=told):
        wanted_renderer(runs, wanted)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted(network=NetworkBackend.OVN, fake=True), "fake compute hosts have no OVN"),
        (Wanted(network=NetworkBackend.OVN, shape=Shape.PACKAGED_DEBIAN), "packaged-debian has Open vSwitch agents only"),
        (Wanted(network=NetworkBackend.OVN, tls=True), "leave out --tls"),
        (Wanted(shape=Shape.PACKAGED_DEBIAN, tls=True), "leave out --tls"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, wanted: Wanted, told: str) -> None:
    with pytest.raises(LabError, match=told):
        wanted_renderer(Layout(tmp_path), wanted)
