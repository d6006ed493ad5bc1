"""The authority that nova-compute of one host trusts where it asks Neutron (cafile) is not the one of the APIs' certificate."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget
from lab.services.certificates import new_authority

_FILE = "/var/lib/nova/other-ca.pem"
"""Where nova-compute's container sees it, too."""


def inject(target: FaultTarget) -> None:
    """Have the section for Neutron name another authority: with all of them, nova-compute would not even start."""
    path = target.path(_FILE)
    target.write(path, new_authority("Another certificate authority").certificate)
    target.change(f"chmod 644 {path}", ":")
    target.nova("neutron", "cafile", _FILE)
    target.restart("nova-compute")


FAULT = Fault(
    title="APIs' certificate not trusted by a host",
    inject=inject,
    cause="api-certificate-not-trusted",
    shows=(Showing(OperationKind.BOOT),),
    remedy="correct cafile, restart nova-compute, boot again",
    tls=True,
)
