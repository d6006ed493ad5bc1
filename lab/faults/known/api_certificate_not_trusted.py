"""The authority that nova-compute of one host trusts (cafile) is not the one of the APIs' certificates."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget
from lab.services.certificates import TRUSTED, new_authority


def inject(target: FaultTarget) -> None:
    """Put another authority into the file, as it is after the one was renewed elsewhere."""
    target.write(target.path(TRUSTED), new_authority("Another certificate authority").certificate)
    target.restart("nova-compute")


FAULT = Fault(
    title="APIs' certificate not trusted by a host",
    inject=inject,
    cause="api-certificate-not-trusted",
    shows=(Showing(OperationKind.BOOT),),
    remedy="give the host the authority's certificate, restart nova-compute, boot again",
    tls=True,
)
