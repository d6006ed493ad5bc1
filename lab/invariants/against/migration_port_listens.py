"""The host's libvirt listens to its own host only."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_PATH = "/etc/libvirt/libvirtd.conf"


def inject(target: FaultTarget) -> None:
    """Switch TCP off, and restart it."""
    target.write(_PATH, target.read(_PATH).replace("listen_tcp = 1", "listen_tcp = 0"))
    target.restart("libvirtd")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.PORTS, patience=60)
