"""The host's libvirt listens to its own host only."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget

_PATH = "/etc/libvirt/libvirtd.conf"


def inject(target: FaultTarget) -> None:
    """Switch TCP and TLS off, and restart it."""
    path = target.path(_PATH)
    target.write(path, target.read(path).replace("listen_tcp = 1", "listen_tcp = 0").replace("listen_tls = 1", "listen_tls = 0"))
    target.restart("libvirtd")


FAULT = Fault(
    title="libvirt not listening for migrations",
    inject=inject,
    invariants=(Violation("migration_port_listens", within=60, group=FaultGroup.PORTS),),
)
