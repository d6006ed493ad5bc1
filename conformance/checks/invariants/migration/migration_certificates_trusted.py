"""Hosts trust the certificates that they show each other for migrations."""

from ipaddress import ip_address

from conformance.checks.comparison import read_or_none
from conformance.checks.facts.reach import live_address
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.facts import Certificate, CertificateRole
from conformance.model.guides import nova_file
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind
from conformance.model.reference import Reference

ABOUT = About(
    cause="migration-network-blocked",
    why="The source's libvirt ends a connection to one whose certificate is of an authority that it does not trust, or of another name.",
    remedy="Give all hosts the same authorities, and each a certificate for the name or address that others call; virt-pki-validate.",
    practice="Give all hosts certificates of one authority, for the names by which they call each other.",
    source=(
        nova_file("nova/conf/libvirt.py", "live_migration_scheme"),
        Reference(title="libvirt documentation: TLS certificates setup", url="https://libvirt.org/kbase/tlscerts.html"),
        Reference(
            title="src/rpc/virnettlscontext.c (libvirt 9.0.0)",
            url="https://gitlab.com/libvirt/libvirt/-/blob/v9.0.0/src/rpc/virnettlscontext.c",
        ),
    ),
    rank=16,
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """Each host trusts the authority of every other's libvirt, whose certificate is for the name or address that it calls."""
    conf = source.conf
    if conf.live_migration_scheme != "tls":
        raise NotApplicable("libvirt of other hosts is not called over TLS")
    if conf.live_migration_verifies_not:
        raise NotApplicable("live_migration_uri has libvirt verify nothing (no_verify)")
    shown, trusted = _shown(destination), _trusted(source)
    address, _ = conf.libvirt_of(live_address(destination))
    if shown.names and not any(_is_for(name, address) for name in shown.names):
        expected = f"the certificate of libvirt on {destination.name} is for {address}, which {source.name} calls"
        raise CloudFault(expected, f"{shown.path} is for {', '.join(shown.names[:4])}", destination.name)
    if shown.issued_by is None:
        raise NotApplicable(f"who issued {shown.path} of {destination.name} is in no file of that host")
    if shown.issued_by not in trusted.keys:
        expected = f"{source.name} trusts who issued the certificate of libvirt on {destination.name}"
        seen = f"{shown.path} of {destination.name} is of an authority that is not in {trusted.path} of {source.name}"
        raise CloudFault(expected, seen, _odd(source, destination, shown.issued_by))


def _odd(source: Host, destination: Host, issuer: str) -> str | None:
    """The host that is unlike the others: by who else trusts the issuer; else the destination, if the source's own is trusted there."""
    others = [other for other in source.around.others(source.name) if other.name != destination.name]
    said = [trusted for other in others if (trusted := read_or_none(other, _trusted)) is not None]
    trusting = sum(issuer in trusted.keys for trusted in said)
    if trusting * 2 != len(said):
        return source.name if trusting * 2 > len(said) else destination.name
    own = read_or_none(source, _shown)
    back = read_or_none(destination, _trusted)
    return destination.name if own and back and own.issued_by in back.keys else None


def _shown(host: Host) -> Certificate:
    return _of_role(host, CertificateRole.SHOWN)


def _trusted(host: Host) -> Certificate:
    return _of_role(host, CertificateRole.TRUSTED)


def _of_role(host: Host, role: CertificateRole) -> Certificate:
    host.require("certificates")
    found = next((certificate for certificate in host.facts.certificates if role in certificate.roles), None)
    if found is None:
        raise NotApplicable(f"{host.name} has no certificates where its libvirt has them by default, nor where its files say")
    return found


def _is_for(name: str, called: str) -> bool:
    """Whether a certificate for that name is one for what is called, as libvirt's library takes it: `*` is a whole first label."""
    try:
        return ip_address(name) == ip_address(called)
    except ValueError:
        name, called = name.lower().rstrip("."), called.lower().rstrip(".")
        return name == called or (name.startswith("*.") and name[2:] == called.partition(".")[2])
