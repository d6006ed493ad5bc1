"""TLS certificates: until when they are valid, for which names they are, and who issued them."""

import hashlib
from collections.abc import Iterator, Mapping

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.model.facts import Certificate, CertificateRole
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted

_MOST_NAMES = 100
"""Of a certificate: one for all hosts has as many."""


def certificates(chunk: Chunk) -> tuple[Certificate, ...]:
    """`ROLE PATH`, and the certificates of the file in PEM, for each file; those that libvirt has for several roles are told as often."""
    roles: dict[str, list[CertificateRole]] = {}
    files: dict[str, list[x509.Certificate]] = {}
    for role, path, text in _files(chunk):
        roles.setdefault(path, [])
        if role in set(CertificateRole):
            roles[path].append(CertificateRole(role))
        files[path] = x509.load_pem_x509_certificates(text.encode())
    known = {_digest(certificate): certificate for held in files.values() for certificate in held}
    return tuple(
        Certificate(
            path=path,
            until=held[0].not_valid_after_utc,
            roles=tuple(roles[path]),
            names=tuple(_names(held[0])),
            keys=tuple(_digest(certificate) for certificate in held),
            issued_by=_issuer(held[0], known),
        )
        for path, held in sorted(files.items())
    )


def _files(chunk: Chunk) -> Iterator[tuple[str, str, str]]:
    role, path, lines = "", "", list[str]()
    for line in chunk.lines:
        # no line of PEM has a space before a slash
        before, slash, after = line.partition(" /")
        if slash:
            if path:
                yield role, path, "\n".join(lines)
            role, path, lines = before, f"/{after}", []
        else:
            lines.append(line)
    if path:
        yield role, path, "\n".join(lines)


def _names(certificate: x509.Certificate) -> list[str]:
    """As libvirt takes them: the alternative names; the common name only where there are none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return [str(name.value) for name in common[:1]]
    hosts = names.get_values_for_type(x509.DNSName)
    return [*hosts, *map(str, names.get_values_for_type(x509.IPAddress))][:_MOST_NAMES]


def _issuer(certificate: x509.Certificate, known: Mapping[str, x509.Certificate]) -> str | None:
    for digest, other in known.items():
        try:
            certificate.verify_directly_issued_by(other)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return digest
    return None


def _digest(certificate: x509.Certificate) -> str:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()[:16]


FACTS = (fact("certificates", ProbePoint.LIBVIRT, quoted("certificates"), certificates, later=True),)
