"""Stops the host's Open vSwitch agent: nobody plugs a guest's port, and Nova waits for it in vain."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop the agent."""
    target.stop("neutron-openvswitch-agent")


FAULT = Fault(
    title="L2 agent stopped",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY, detail="l2-agent-down"),),
    invariants=(
        Violation("l2_agent_alive", group=FaultGroup.AGENT),
        Violation("agents_alive", within=120, group=FaultGroup.AGENT),
        Violation("services_run", group=FaultGroup.STOPPED),
    ),
    remedy="restart the L2 agent, boot again",
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
