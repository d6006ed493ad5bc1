"""Stops the host's ovn-controller: nobody plugs a guest's port, and Nova waits for it in vain. Its chassis stays in OVN."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("ovn-controller")


FAULT = Fault(
    title="ovn-controller stopped",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT, detail="l2-agent-down"),),
    invariants=(Violation("l2_agent_alive"), Violation("services_run")),
    remedy="start ovn-controller, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
