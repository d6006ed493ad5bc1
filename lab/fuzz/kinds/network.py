"""A port between the host and its peer, or the control plane, is closed in some way; or a name leads to the wrong host."""

from dataclasses import dataclass
from random import Random

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, HostRole
from lab.faults.target import FORGET_IMAGES, FaultTarget
from lab.fuzz.grammar import ALL, NOWHERE, DrawnFault, FaultKind, called, slug
from lab.layout import CONTROL

_LIVE = (OperationKind.LIVE_MIGRATION,)
_COLD = (OperationKind.COLD_MIGRATION,)


@dataclass(frozen=True)
class Way:
    """What the packet filter does. target: iptables' own. replies: to what comes back, not to what is sent. large: to large packets."""

    name: str
    words: str
    target: str = "DROP"
    replies: bool = False
    large: bool = False


WAYS = (
    Way("rejected", "is rejected", "REJECT --reject-with tcp-reset"),
    Way("dropped", "is dropped"),
    Way("replies-dropped", "gets no replies: those are dropped", replies=True),
    Way("large-dropped", "is dropped where it is a packet of 1000 bytes or more", large=True),
)


@dataclass(frozen=True)
class Port:
    """Ports of a service, as iptables writes them. often: how often it is drawn, against the others."""

    name: str
    ports: str
    causes: tuple[str, ...]
    meets: tuple[OperationKind, ...] = ALL
    often: int = 4
    midway: bool = True


PEER = (
    Port("libvirt", "16509", ("migration-network-blocked",), _LIVE),
    Port("qemu", "49152:49215", ("migration-network-blocked", "migration-not-converging"), _LIVE),
    Port("ssh", "22", ("resize-ssh-failed",), _COLD),
)
"""What hosts reach of each other. Resizes are left out: Nova picks their destination."""

CONTROL_PLANE = (
    Port("broker", "5672", ("messaging-timeout", "compute-service-down", "vif-plug-timeout", "port-binding-failed")),
    # the image must be fetched, which a boot alone does
    Port("glance", "9292", ("image-download-failed",), (OperationKind.BOOT,), midway=False),
    Port("neutron", "9696", ("network-allocation-failed", "port-binding-failed", "vif-plug-timeout")),
    Port("placement", "8778", ("placement-conflict", "no-valid-host", "compute-service-down")),
    Port("keystone", "5000", ("auth-or-policy", "network-allocation-failed", "placement-conflict", "image-download-failed")),
    # a host asks neither: nothing may come of them, and then nothing may be named
    Port("nova-api", "8774", ("service-catalog", "auth-or-policy"), often=1),
    Port("memcached", "11211", ("auth-or-policy",), often=1),
)

NAMES = ("peer", "control", "own")


def draw(draw: Random) -> DrawnFault:
    """Ports of the peer, ports of the control plane, or a name."""
    place = draw.choice(("peer", "peer", "control", "control", "control", "name"))
    way = draw.choice(WAYS)
    if place == "name":
        return of_name(draw.choice(NAMES), draw.choice((NOWHERE, "127.0.0.1", "another host")))
    if place == "peer":
        return of_peer(draw.choice(PEER), way, draw.choice((HostRole.SOURCE, HostRole.DESTINATION)))
    return of_control(draw.choices(CONTROL_PLANE, [port.often for port in CONTROL_PLANE])[0], way)


def of_peer(port: Port, way: Way, part: HostRole) -> DrawnFault:
    """The fault of a port that the source of a migration opens on the destination, in the packet filter of one of them."""

    def inject(target: FaultTarget, peer: str) -> None:
        sends = (part is HostRole.SOURCE) != way.replies
        end = "d" if sends else "s"
        _filter(target, way, "OUTPUT" if sends else "INPUT", f"-{end} {target.address(peer)}", port)

    return DrawnFault(
        kind=FaultKind.NETWORK,
        slug=slug(port.name, way.name, "at", part),
        does=f"what goes to ports {port.ports} ({port.name}) of the destination {way.words}, at the {part}",
        may_be_called=called(port.causes),
        inject=inject,
        meets=port.meets,
        part=part,
        # the one that is not heard cannot be told from the one that does not hear
        blamed=(Blamed.TARGET, Blamed.PEER),
    )


def of_control(port: Port, way: Way) -> DrawnFault:
    """The fault of a port of the control plane, in the packet filter of the host."""

    def inject(target: FaultTarget, _peer: str) -> None:
        if port.name == "glance":
            target.change(FORGET_IMAGES, FORGET_IMAGES)
        control = target.address(CONTROL)
        _filter(target, way, *(("INPUT", f"-s {control}") if way.replies else ("OUTPUT", f"-d {control}")), port)

    return DrawnFault(
        kind=FaultKind.NETWORK,
        slug=slug(port.name, way.name),
        does=f"what the host sends to port {port.ports} ({port.name}) of the control plane {way.words}",
        may_be_called=called(port.causes),
        inject=inject,
        meets=port.meets,
        midway=port.midway,
    )


def of_name(name: str, address: str) -> DrawnFault:
    """The fault of a name of /etc/hosts that leads elsewhere. :param name: whose it is"""

    def inject(target: FaultTarget, peer: str) -> None:
        host = {"peer": peer, "control": CONTROL, "own": target.name}[name]
        others = [one for one in target.others if one != host]
        wrong = str(target.address(others[0] if others else CONTROL)) if address == "another host" else address
        kept = [line for line in target.read("/etc/hosts").splitlines() if host not in line.split()[1:]]
        target.write("/etc/hosts", "\n".join([*kept, f"{wrong}\t{host}"]) + "\n")

    words = {"peer": "the other host's name", "control": "the control plane's name", "own": "the host's own name"}[name]
    return DrawnFault(
        kind=FaultKind.NETWORK,
        slug=slug(name, "name-is", address),
        does=f"{words} leads to {address} in its /etc/hosts",
        may_be_called=called("migration-network-blocked", "resize-ssh-failed", "service-misconfigured", "messaging-timeout"),
        inject=inject,
        meets=(*_LIVE, *_COLD),
        blamed=(Blamed.TARGET, Blamed.PEER),
    )


def _filter(target: FaultTarget, way: Way, chain: str, address: str, port: Port) -> None:
    # replies have the service's port as their source. What is not large may pass, so that a connection is made and stalls
    end = "--sport" if way.replies else "--dport"
    size = "-m length --length 1000:65535 " if way.large else ""
    target.refuse(chain, f"{address} -p tcp {end} {port.ports} {size}-j {way.target}")
