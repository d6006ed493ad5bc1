"""Two faults at once: the source's L2 agent is stopped, and a firewall of the destination rejects libvirt's port."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop the source's agent; the companion does the rest."""
    target.stop("neutron-openvswitch-agent")


FAULT = Fault(
    title="two faults at once, one on each side",
    inject=inject,
    cause="vif-plug-timeout",
    companion="libvirt-port-rejected",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE, midway=True),),
    invariants=(
        Violation("l2_agent_alive"),
        Violation("migration_port_reachable", on=Blamed.PEER),
    ),
    remedy="open the port and restart the agent, migrate again",
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
