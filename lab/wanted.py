"""What a lab is made of: what was asked for, or what the control plane that runs is of."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from lab.errors import LabError
from lab.installed.debian13 import DEBIAN, debian_of, ensure_root
from lab.installed.environment import ensure_environment
from lab.installed.packages import check_ceph_packages
from lab.installed.releases import NEWEST, lock_with_volumes
from lab.layout import CONTROL, Layout, NetworkBackend, Shape, Storage
from lab.nodes.node import Node
from lab.services.files import debian_of_node, network_of, release_of, shape_of, storage_of, tls_of
from lab.services.rendering import Renderer, load_secrets

T = TypeVar("T")

EVERY_NODE = "all"
"""Stands for all nodes, the control plane among them."""


@dataclass(frozen=True)
class Wanted:
    """What a lab is to be made of; None: as the control plane that runs, else the first.

    release: of OpenStack; else the newest. shape: how services are deployed. network: what plugs guests' ports. tls: whether APIs and
    libvirt speak TLS; else they do not. fake: with fake compute hosts: Nova's fake virt driver, no guests. debian13: the compute hosts
    whose root is Debian 13, by name, or EVERY_NODE alone; else the machine's own. storage: where disks of instances and volumes are; else
    disks in files of the hosts, and no volumes.
    """

    release: str | None = None
    shape: Shape | None = None
    network: NetworkBackend | None = None
    tls: bool | None = None
    fake: bool = False
    debian13: frozenset[str] | None = None
    storage: Storage | None = None


def wanted_renderer(layout: Layout, wanted: Wanted) -> Renderer:
    """What the services of such a lab are given.

    :raises LabError: it does not go together, or a control plane runs that is of something else
    """
    control = Node(CONTROL, layout)
    upgrade = ", or `python -m lab upgrade control`"
    release = _decided(control, wanted.release, release_of, NEWEST, "of", upgrade)
    shape = _decided(control, wanted.shape, shape_of, Shape.SUPERVISOR, "of the shape")
    network = _decided(control, wanted.network, network_of, NetworkBackend.OPENVSWITCH, "with the network")
    tls = _decided(control, wanted.tls, tls_of, False, "with TLS:")
    storage = _decided(control, wanted.storage, storage_of, Storage.LOCAL, "with the storage")
    asked = None if wanted.debian13 is None else DEBIAN if EVERY_NODE in wanted.debian13 else debian_of()
    debian = _decided(control, asked, debian_of_node, debian_of(), "with Debian")
    _refuse_together(shape, network, tls=tls, fake=wanted.fake)
    if wanted.debian13 or debian != debian_of():
        _refuse_debian13(shape, release, tls=tls, fake=wanted.fake)
    if storage.has_volumes:
        _refuse_volumes(shape, network, release, tls=tls, fake=wanted.fake, debian13=bool(wanted.debian13) or debian != debian_of())
    renderer = renderer_of(layout, release, shape, network, tls=tls, storage=storage)
    if debian == debian_of():
        return renderer
    return replace(_with_debian13(renderer), loses_writes=False)


def host_renderers(renderer: Renderer, names: list[str], wanted: Wanted) -> dict[str, Renderer]:
    """What the services of each compute host are given, by its name.

    :param renderer: of the control plane
    :raises LabError: there is no such host, or it runs with another Debian than was asked for
    """
    asked = {*names} if wanted.debian13 is not None and EVERY_NODE in wanted.debian13 else wanted.debian13
    if strangers := (asked or {*()}) - {*names}:
        raise LabError(f"--debian13 names {', '.join(sorted(strangers))}: the hosts of this lab are {', '.join(names)}")
    return {name: _host_renderer(renderer, Node(name, renderer.layout), asked) for name in names}


def _host_renderer(renderer: Renderer, node: Node, asked: AbstractSet[str] | None) -> Renderer:
    usual = debian_of(renderer.root)
    debian = usual if asked is None else DEBIAN if node.name in asked else debian_of()
    if node.first_process() is not None:
        runs = debian_of_node(node)
        if asked is not None and debian != runs:
            raise LabError(f"{node.name} runs with Debian {runs}, not with Debian {debian}: `python -m lab down` first")
        debian = runs
    return renderer if debian == usual else _with_debian13(renderer)


def _with_debian13(renderer: Renderer) -> Renderer:
    root = ensure_root(renderer.layout)
    return replace(renderer, root=root, environment=ensure_environment(renderer.layout, renderer.release, root))


def _refuse_debian13(shape: Shape, release: str, *, tls: bool, fake: bool) -> None:
    if debian_of() != "12":
        raise LabError("--debian13 is for a machine of Debian 12: nodes have the Debian of this machine, leave it out")
    if fake:
        raise LabError("fake compute hosts have no QEMU: leave out --fake-hosts, or --debian13")
    if shape is not Shape.SUPERVISOR:
        raise LabError(f"hosts of Debian 13 are there in the shape {Shape.SUPERVISOR} only: leave out --debian13, or --shape {shape}")
    if tls:
        raise LabError("hosts of Debian 13 are there without TLS only: leave out --debian13, or --tls")
    if release != NEWEST:
        raise LabError(f"on Debian 13 there is {NEWEST} only, which knows its Python: leave out --debian13, or --release {release}")


def _refuse_volumes(shape: Shape, network: NetworkBackend, release: str, *, tls: bool, fake: bool, debian13: bool) -> None:
    if fake:
        raise LabError("fake compute hosts have no disks: leave out --fake-hosts, or --storage")
    if shape is not Shape.SUPERVISOR:
        raise LabError(f"volumes are there in the shape {Shape.SUPERVISOR} only: leave out --storage, or --shape {shape}")
    if network is NetworkBackend.OVN:
        raise LabError("volumes are there with Open vSwitch agents only: leave out --storage, or --network ovn")
    if tls:
        raise LabError("volumes are there without TLS only: leave out --storage, or --tls")
    if debian13:
        raise LabError("hosts of Debian 13 have another Ceph than those of Debian 12: leave out --storage, or --debian13")
    lock_with_volumes(release)
    check_ceph_packages()


def _refuse_together(shape: Shape, network: NetworkBackend, *, tls: bool, fake: bool) -> None:
    if fake and network is NetworkBackend.OVN:
        raise LabError("fake compute hosts have no OVN: leave out --fake-hosts, or --network ovn")
    if shape is Shape.PACKAGED_DEBIAN and network is NetworkBackend.OVN:
        raise LabError("the shape packaged-debian has Open vSwitch agents only: leave out --network ovn, or choose another shape")
    if tls and (shape is Shape.PACKAGED_DEBIAN or network is NetworkBackend.OVN):
        raise LabError("TLS is there with Open vSwitch agents, in all shapes but packaged-debian: leave out --tls, or choose others")


def renderer_of(
    layout: Layout,
    release: str,
    shape: Shape = Shape.SUPERVISOR,
    network: NetworkBackend = NetworkBackend.OPENVSWITCH,
    *,
    tls: bool | None = None,
    storage: Storage = Storage.LOCAL,
) -> Renderer:
    """What services of a release are given; its environment is installed where it is not there yet.

    :param tls: whether they speak TLS; None: as the control plane that runs
    """
    speaks = tls_of(Node(CONTROL, layout)) if tls is None else tls
    environment = ensure_environment(layout, release, volumes=True) if storage.has_volumes else ensure_environment(layout, release)
    # a machine that is Debian 13 itself
    loses_writes = debian_of() != DEBIAN
    return Renderer(
        layout, environment, load_secrets(layout), release, shape, network, tls=speaks, loses_writes=loses_writes, storage=storage
    )


def _decided(control: Node, asked: T | None, read: Callable[[Node], T], usual: T, words: str, otherwise: str = "") -> T:
    if control.first_process() is None:
        return usual if asked is None else asked
    runs = read(control)
    if asked is not None and asked != runs:
        raise LabError(f"a control plane {words} {runs} runs, not {words} {asked}: `python -m lab down` first{otherwise}")
    return runs
