"""A service of the host does not run."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop its L2 agent."""
    target.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.STOPPED)
