"""The certificate with which the host's libvirt receives guests expires while it runs."""

from datetime import UTC, datetime, timedelta

from conformance.model.operation import OperationKind
from lab.faults.certificates import show_certificate, wait_until
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.services.certificates import Purpose, authority_of, issue

_GOOD_FOR = timedelta(seconds=20)
"""Long enough for libvirt to read it while it is good."""


def inject(target: FaultTarget) -> None:
    """Have libvirt show one that expires in a moment, and wait for that."""
    until = datetime.now(UTC) + _GOOD_FOR
    authority = authority_of(target.node.layout)
    show_certificate(target, issue(authority, Purpose.SERVER, target.name, target.address(target.name), until=until))
    wait_until(until + timedelta(seconds=2))


FAULT = Fault(
    title="libvirt's certificate expired",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    invariants=(Violation("migration_certificates_valid"),),
    remedy="renew the certificate, have libvirt read it (virt-admin server-update-tls), migrate again",
    tls=True,
)
