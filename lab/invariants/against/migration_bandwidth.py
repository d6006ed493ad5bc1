"""Live migrations from the host get hardly any bandwidth."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Limit them to 1 MiB/s."""
    target.nova("libvirt", "live_migration_bandwidth", "1")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
