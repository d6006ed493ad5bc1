"""What a lab is made of is what was asked for, or what the control plane that runs is of; what does not go together is refused."""

from pathlib import Path

import pytest

from lab.errors import LabError
from lab.installed.debian13 import DEBIAN, MACHINE
from lab.installed.releases import NEWEST
from lab.layout import CONTROL, Layout, NetworkBackend, Shape, Storage
from lab.nodes.node import Node
from lab.services.files import DEBIAN as DEBIAN_FILE
from lab.services.files import NETWORK, RELEASE, SHAPE
from lab.services.rendering import Renderer
from lab.wanted import EVERY_NODE, Wanted, host_renderers, wanted_renderer

ROOT = Path("/srv/debian-13")
HOSTS = ["compute-01", "compute-02"]


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        "lab.wanted.ensure_environment", lambda layout, release, root=MACHINE, volumes=False: tmp_path / root.name / release
    )
    monkeypatch.setattr("lab.wanted.check_ceph_packages", lambda: None)
    monkeypatch.setattr("lab.wanted.ensure_root", lambda layout: ROOT)
    monkeypatch.setattr("lab.wanted.debian_of", lambda root=MACHINE: DEBIAN if root == ROOT else "12")
    monkeypatch.setattr("lab.wanted.debian_of_node", lambda node: node.file(DEBIAN_FILE).read_text().strip())
    monkeypatch.setattr(Node, "first_process", lambda self: None)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Layout:
    """A control plane of 2026.1 in Kolla's shape, with OVN, runs."""
    node = Node(CONTROL, Layout(tmp_path))
    for path, text in ((RELEASE, "2026.1"), (SHAPE, "kolla"), (NETWORK, "ovn"), (DEBIAN_FILE, "12")):
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
        (Wanted(storage=Storage.CEPH), "a control plane with the storage local runs, not with the storage ceph"),
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
        (Wanted(shape=Shape.KOLLA, debian13=frozenset(HOSTS)), "leave out --debian13, or --shape kolla"),
        (Wanted(shape=Shape.PACKAGED_DEBIAN, debian13=frozenset({EVERY_NODE})), "leave out --debian13, or --shape packaged-debian"),
        (Wanted(tls=True, debian13=frozenset(HOSTS)), "leave out --debian13, or --tls"),
        (Wanted(fake=True, debian13=frozenset(HOSTS)), "leave out --fake-hosts, or --debian13"),
        (Wanted(release="2026.1", debian13=frozenset(HOSTS)), r"leave out --debian13, or --release 2026\.1"),
        (Wanted(storage=Storage.CEPH, shape=Shape.KOLLA), "leave out --storage, or --shape kolla"),
        (Wanted(storage=Storage.CEPH_VOLUMES, shape=Shape.PACKAGED_DEBIAN), "volumes are there in the shape supervisor only"),
        (Wanted(storage=Storage.CEPH, network=NetworkBackend.OVN), "leave out --storage, or --network ovn"),
        (Wanted(storage=Storage.CEPH, tls=True), "leave out --storage, or --tls"),
        (Wanted(storage=Storage.CEPH, fake=True), "leave out --fake-hosts, or --storage"),
        (Wanted(storage=Storage.CEPH, debian13=frozenset(HOSTS)), "leave out --storage, or --debian13"),
        (Wanted(storage=Storage.CEPH, release="2026.1"), r"leave out --release 2026\.1, or --storage"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, wanted: Wanted, told: str) -> None:
    with pytest.raises(LabError, match=told):
        wanted_renderer(Layout(tmp_path), wanted)


def debians(hosts: dict[str, Renderer]) -> dict[str, Path]:
    """The root of each host; each has the environment that was made for it."""
    assert {renderer.environment.parent.name for renderer in hosts.values() if renderer.root == ROOT} <= {ROOT.name}
    return {name: renderer.root for name, renderer in hosts.items()}


def test_hosts_that_are_named_have_debian_13_and_the_others_the_machines(tmp_path: Path) -> None:
    wanted = Wanted(debian13=frozenset({"compute-02"}))
    control = wanted_renderer(Layout(tmp_path), wanted)
    hosts = host_renderers(control, HOSTS, wanted)
    assert (control.root, debians(hosts)) == (MACHINE, {"compute-01": MACHINE, "compute-02": ROOT})
    # nova.conf is alike on all of them
    assert {renderer.loses_writes for renderer in hosts.values()} == {True}


def test_all_stands_for_every_node(tmp_path: Path) -> None:
    wanted = Wanted(debian13=frozenset({EVERY_NODE}))
    control = wanted_renderer(Layout(tmp_path), wanted)
    hosts = host_renderers(control, HOSTS, wanted)
    assert (control.root, debians(hosts)) == (ROOT, dict.fromkeys(HOSTS, ROOT))
    assert {renderer.loses_writes for renderer in (control, *hosts.values())} == {False}


def test_a_host_that_is_not_there_is_refused(tmp_path: Path) -> None:
    wanted = Wanted(debian13=frozenset({"compute-02", "compute-7"}))
    with pytest.raises(LabError, match=r"^--debian13 names compute-7: the hosts of this lab are compute-01, compute-02$"):
        host_renderers(wanted_renderer(Layout(tmp_path), wanted), HOSTS, wanted)


@pytest.fixture
def mixed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Layout:
    """Two hosts run, one of Debian 12 and one of Debian 13."""
    layout = Layout(tmp_path)
    for name, debian in ((CONTROL, "12"), ("compute-01", "12"), ("compute-02", DEBIAN)):
        Node(name, layout).write(DEBIAN_FILE, f"{debian}\n")
    monkeypatch.setattr(Node, "first_process", lambda self: 1 if self.tree.exists() else None)
    return layout


def test_hosts_that_run_stay_what_they_are_and_new_ones_are_as_the_control_plane(mixed: Layout) -> None:
    hosts = host_renderers(wanted_renderer(mixed, Wanted()), [*HOSTS, "compute-03"], Wanted())
    assert debians(hosts) == {"compute-01": MACHINE, "compute-02": ROOT, "compute-03": MACHINE}


def test_a_host_that_runs_does_not_change_its_debian(mixed: Layout) -> None:
    wanted = Wanted(debian13=frozenset({"compute-01", "compute-02"}))
    with pytest.raises(LabError, match=r"^compute-01 runs with Debian 12, not with Debian 13: `python -m lab down` first$"):
        host_renderers(wanted_renderer(mixed, wanted), HOSTS, wanted)


def test_a_control_plane_that_runs_does_not_change_its_debian(mixed: Layout) -> None:
    with pytest.raises(LabError, match="a control plane with Debian 12 runs, not with Debian 13"):
        wanted_renderer(mixed, Wanted(debian13=frozenset({EVERY_NODE})))


def test_a_machine_of_debian_13_has_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("lab.wanted.debian_of", lambda root=MACHINE: DEBIAN)
    assert not wanted_renderer(Layout(tmp_path), Wanted()).loses_writes
    with pytest.raises(LabError, match="nodes have the Debian of this machine, leave it out"):
        wanted_renderer(Layout(tmp_path), Wanted(debian13=frozenset(HOSTS)))
