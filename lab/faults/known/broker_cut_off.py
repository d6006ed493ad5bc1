"""A firewall rejects what this host sends to the message broker."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Cut it off."""
    target.refuse("OUTPUT", f"-d {target.address('control')} -p tcp --dport 5672 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="message broker cut off from one host",
    inject=inject,
    cause="messaging-timeout",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up", within=60),),
    difference="service_down_time = 30, rpc_response_timeout = 30",
    remedy="open the way to the broker, migrate again",
)
