"""The certificate of the host's libvirt names another host, as one that was copied from there does."""

from conformance.model.operation import OperationKind
from lab.faults.certificates import show_certificate
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.services.certificates import Purpose, authority_of, issue


def inject(target: FaultTarget) -> None:
    """Have libvirt show one for a name and an address that the host does not have."""
    show_certificate(target, issue(authority_of(target.node.layout), Purpose.SERVER, "compute-99", "198.18.0.199"))


FAULT = Fault(
    title="libvirt's certificate for another name",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    remedy="issue a certificate for the name and the address by which other hosts call it, migrate again",
    tls=True,
)
