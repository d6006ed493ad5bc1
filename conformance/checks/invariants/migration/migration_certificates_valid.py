"""TLS certificates of migrations are valid."""

from datetime import timedelta

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import nova_file
from conformance.model.invariant import About, Misdescribed, NotApplicable
from conformance.model.operation import OperationKind
from conformance.model.reference import Reference

ABOUT = About(
    cause="migration-network-blocked",
    why="The day after a certificate has expired, no live migration works any more, on any pair of that host.",
    remedy="Renew the certificate that is named and restart libvirt, or have it read the new one (virt-admin server-update-tls).",
    practice="Where live migration uses TLS, keep its certificates valid.",
    source=(
        nova_file("nova/conf/libvirt.py", "live_migration_with_native_tls"),
        Reference(title="libvirt documentation: TLS certificates setup", url="https://libvirt.org/kbase/tlscerts.html"),
    ),
    rank=14,
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check(host: Host) -> None:
    """Where guests are migrated over TLS, the certificates of libvirt and QEMU stay valid for some time."""
    conf = host.conf
    if conf.live_migration_scheme != "tls" and not conf.live_migration_with_native_tls:
        raise NotApplicable("live migrations use no TLS")
    host.require("certificates")
    found = host.facts.certificates
    if not found:
        raise Misdescribed(
            f"{host.name}: live migrations use TLS, and no certificates are where libvirt has them by default, nor where its files and "
            "live_migration_uri say. Add their directories to paths.certificates in the profile, or correct services.nova_libvirt.config"
        )
    days = host.thresholds.certificate_days
    first = min(found, key=lambda certificate: certificate.until)
    if first.until - host.facts.gathered < timedelta(days=days):
        over = ", which is over" if first.until <= host.facts.gathered else ""
        raise CloudFault(
            f"certificates valid for {days} days more", f"{first.path} until {first.until:%Y-%m-%d %H:%M} UTC{over}", host.name
        )
