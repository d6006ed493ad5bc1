"""What a lab is made of: what was asked for, or what the control plane that runs is of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lab.errors import LabError
from lab.installed.environment import ensure_environment
from lab.installed.releases import NEWEST
from lab.layout import CONTROL, Layout, NetworkBackend, Shape
from lab.nodes.node import Node
from lab.services.files import network_of, release_of, shape_of, tls_of
from lab.services.rendering import Renderer, load_secrets

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What a lab is to be made of; None: as the control plane that runs, else the first.

    release: of OpenStack; else the newest. shape: how services are deployed. network: what plugs guests' ports. tls: whether APIs and
    libvirt speak TLS; else they do not. fake: with fake compute hosts: Nova's fake virt driver, no guests.
    """

    release: str | None = None
    shape: Shape | None = None
    network: NetworkBackend | None = None
    tls: bool | None = None
    fake: bool = False


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
    _refuse_together(shape, network, tls=tls, fake=wanted.fake)
    return renderer_of(layout, release, shape, network, tls=tls)


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
) -> Renderer:
    """What services of a release are given; its environment is installed where it is not there yet.

    :param tls: whether they speak TLS; None: as the control plane that runs
    """
    speaks = tls_of(Node(CONTROL, layout)) if tls is None else tls
    return Renderer(layout, ensure_environment(layout, release), load_secrets(layout), release, shape, network, tls=speaks)


def _decided(control: Node, asked: T | None, read: Callable[[Node], T], usual: T, words: str, otherwise: str = "") -> T:
    if control.first_process() is None:
        return usual if asked is None else asked
    runs = read(control)
    if asked is not None and asked != runs:
        raise LabError(f"a control plane {words} {runs} runs, not {words} {asked}: `python -m lab down` first{otherwise}")
    return runs
