"""A firewall rejects what this host sends to OVN's southbound database: ovn-controller plugs no new port."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Cut it off."""
    target.refuse("OUTPUT", f"-d {target.address('control')} -p tcp --dport 6642 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="southbound database cut off from one host",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("l2_agent_alive", within=150), Violation("agents_alive", within=150)),
    remedy="open the way to the southbound database, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
