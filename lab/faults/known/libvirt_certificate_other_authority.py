"""The host's libvirt has a certificate of a new authority, which other hosts do not trust yet."""

from conformance.model.operation import OperationKind
from lab.faults.certificates import show_certificate
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.services.certificates import Purpose, authority_of, issue, new_authority


def inject(target: FaultTarget) -> None:
    """Have libvirt trust two authorities, and show a certificate of the new one: a change of authorities that was not finished."""
    new = new_authority("Another certificate authority")
    both = authority_of(target.node.layout).certificate + new.certificate
    show_certificate(target, issue(new, Purpose.SERVER, target.name, target.address(target.name)), trusted=both)


FAULT = Fault(
    title="libvirt's certificate of an authority that other hosts do not trust",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    remedy="give every host the same authorities, then new certificates, and migrate again",
    tls=True,
)
