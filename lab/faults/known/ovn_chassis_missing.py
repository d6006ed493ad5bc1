"""The host's chassis is in OVN under another host's name than Nova's: Neutron knows of none to bind a port to."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend
from lab.wait import wait_for


def inject(target: FaultTarget) -> None:
    """Give it the name of a domain, as a host does whose own name has one, and wait until Neutron knows."""
    target.change(
        f"ovs-vsctl set Open_vSwitch . external_ids:hostname={target.name}.other.example",
        f"ovs-vsctl set Open_vSwitch . external_ids:hostname={target.name}",
    )
    wait_for(
        f"Neutron to miss the chassis of {target.name}",
        lambda: not list(target.cloud.network.agents(host=target.name)),
        budget=60,
        interval=1,
    )


FAULT = Fault(
    title="OVN chassis missing",
    inject=inject,
    cause="port-binding-failed",
    shows=(Showing(OperationKind.BOOT, detail="no OVN chassis of that host"),),
    invariants=(Violation("l2_agent_alive"),),
    remedy="correct external_ids:hostname, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
