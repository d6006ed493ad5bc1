"""Has the host's ovn-controller stand still: its process is there, and it plugs nothing."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop its clock."""
    target.hang("ovn-controller")


FAULT = Fault(
    title="ovn-controller hung",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT, detail="l2-agent-down"),),
    invariants=(Violation("l2_agent_alive", within=150), Violation("agents_alive", within=150)),
    remedy="restart ovn-controller, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
