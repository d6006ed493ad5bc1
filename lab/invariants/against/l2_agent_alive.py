"""The host's L2 agent does not run."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.AGENT)
