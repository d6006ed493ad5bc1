"""Stops ovn-northd: what Neutron writes to the northbound database reaches no host, so that no new port is plugged anywhere."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("ovn-northd")


FAULT = Fault(
    title="ovn-northd stopped",
    inject=inject,
    cause="vif-plug-timeout",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, detail="ovn-central-down"),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    invariants=(Violation("control_services_run"), Violation("agents_alive", within=150)),
    remedy="start ovn-northd, boot again",
    networks=frozenset({NetworkBackend.OVN}),
)
