"""The host's L2 agent has not reported for so long that Neutron calls it dead."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Stop it; Neutron notices when it has missed a few reports."""
    target.stop("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.AGENT, patience=120)
