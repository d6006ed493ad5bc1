"""The password with which nova-compute of one host speaks with Neutron is not the service user's."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Give nova-compute another password for Neutron."""
    target.nova("neutron", "password", "not-this-one")
    target.restart("nova-compute")


FAULT = Fault(
    title="keystone refusing the service user",
    inject=inject,
    cause="auth-or-policy",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("nova_conf_alike"),),
    remedy="correct the password, restart nova-compute, boot again",
)
