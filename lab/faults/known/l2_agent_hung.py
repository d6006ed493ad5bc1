"""Has the host's Open vSwitch agent stand still: its process is there, and it plugs nothing."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop the agent's clock."""
    target.hang("neutron-openvswitch-agent")


FAULT = Fault(
    title="L2 agent hung",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT, detail="l2-agent-down"),),
    invariants=(
        Violation("l2_agent_alive", within=120),
        Violation("agents_alive", within=120),
    ),
    remedy="restart the L2 agent, boot again",
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
