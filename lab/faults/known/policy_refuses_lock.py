"""Nova's policy lets nobody lock a server."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

_POLICY = "/etc/nova/policy.yaml"


def inject(target: FaultTarget) -> None:
    """Write the rule; Nova's API reads its policy when it changes."""
    for path in target.manager.paths(_POLICY):
        target.write(path, '"os_compute_api:os-lock-server:lock": "!"\n')
    target.restart("nova-api")


FAULT = Fault(
    title="policy refuses to lock",
    inject=inject,
    cause="auth-or-policy",
    shows=(Showing(OperationKind.LOCK, HostRole.ANY),),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="take the rule out of policy.yaml, lock again",
)
