"""The lab's own certificate authority, and the certificates of its nodes: made once, kept beside the lab's passwords.

Every node has a certificate as a server and one as a client, with its name and address. Paths of libvirt's are those of its
documentation, which Kolla-Ansible keeps to; QEMU's are in a directory of their own, as its user may not read libvirt's keys.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lab.layout import Layout
from lab.nodes.node import Node

TRUSTED = "/etc/ssl/certs/lab-ca.pem"
"""On nodes: the authority that clients of the APIs trust."""

API_CERTIFICATE = "/etc/ssl/lab/server.pem"
API_KEY = "/etc/ssl/lab/server-key.pem"

LIBVIRT_AUTHORITY = "/etc/pki/CA/cacert.pem"
LIBVIRT_CERTIFICATE = "/etc/pki/libvirt/servercert.pem"
LIBVIRT_KEY = "/etc/pki/libvirt/private/serverkey.pem"
QEMU_DIRECTORY = "/etc/pki/qemu"
QEMU_GROUP = "kvm"
"""Of QEMU's user, where Debian's package sets it up."""

_VALID = timedelta(days=3650)
_EARLIER = timedelta(days=1)
"""How long before now certificates are valid: clocks of machines differ."""


class Purpose(Enum):
    """What a certificate is for; its value is the extended key usage."""

    SERVER = ExtendedKeyUsageOID.SERVER_AUTH
    CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH


@dataclass(frozen=True)
class KeyPair:
    """A certificate and its private key, in PEM."""

    certificate: str
    key: str


@dataclass(frozen=True)
class PkiFile:
    """A file of a compute host's certificates. of_qemu: QEMU's user reads it; secret: nobody else but its owner."""

    path: str
    text: str
    of_qemu: bool = False
    secret: bool = False


def new_authority(name: str = "Lab certificate authority") -> KeyPair:
    """A certificate authority that nothing knows yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = _name(name)
    builder = _builder(own, key, datetime.now(UTC) - _EARLIER, datetime.now(UTC) + _VALID).issuer_name(own)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return _pair(builder, key, key)


def issue(authority: KeyPair, purpose: Purpose, *names: str, until: datetime | None = None) -> KeyPair:
    """A certificate for these names and addresses.

    :param names: the first is its common name, too
    :param until: when it expires; None: in ten years
    """
    parent = x509.load_pem_x509_certificate(authority.certificate.encode())
    parent_key = load_pem_private_key(authority.key.encode(), None)
    if not isinstance(parent_key, ec.EllipticCurvePrivateKey):
        raise TypeError("keys of the lab's authorities are of elliptic curves")
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = _builder(_name(names[0]), key, now - _EARLIER, until or now + _VALID).issuer_name(parent.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
    # libvirt asks for both of these where usage is critical
    builder = builder.add_extension(_usage(digital_signature=True, key_encipherment=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose.value]), critical=False)
    return _pair(builder, key, parent_key)


def ensure_certificates(layout: Layout, hosts: Mapping[str, str]) -> None:
    """Make what is missing of the authority and the certificates of the given hosts (name to address)."""
    if not (layout.certificates / "ca.pem").exists():
        _keep(layout.certificates, "ca", new_authority())
    authority = _kept(layout.certificates, "ca")
    for name, address in hosts.items():
        for purpose in Purpose:
            kind = purpose.name.lower()
            if not (layout.certificates / name / f"{kind}.pem").exists():
                _keep(layout.certificates / name, kind, issue(authority, purpose, name, address))


def authority_file(layout: Layout) -> Path:
    """The authority's certificate, for clients on this machine."""
    return layout.certificates / "ca.pem"


def authority_of(layout: Layout) -> KeyPair:
    """The lab's authority."""
    return _kept(layout.certificates, "ca")


def of_node(layout: Layout, name: str, purpose: Purpose) -> KeyPair:
    """The certificate of a node."""
    return _kept(layout.certificates / name, purpose.name.lower())


def of_hypervisor(layout: Layout, name: str) -> Iterator[PkiFile]:
    """What libvirt and QEMU of a compute host read."""
    authority = authority_file(layout).read_text()
    server, client = (of_node(layout, name, purpose) for purpose in Purpose)
    yield from of_client_of_libvirt(layout, name)
    yield PkiFile(LIBVIRT_CERTIFICATE, server.certificate)
    yield PkiFile(LIBVIRT_KEY, server.key, secret=True)
    qemu = partial(PkiFile, of_qemu=True)
    yield qemu(f"{QEMU_DIRECTORY}/ca-cert.pem", authority)
    for kind, pair in (("server", server), ("client", client)):
        yield qemu(f"{QEMU_DIRECTORY}/{kind}-cert.pem", pair.certificate)
        yield qemu(f"{QEMU_DIRECTORY}/{kind}-key.pem", pair.key, secret=True)


def of_client_of_libvirt(layout: Layout, name: str) -> Iterator[PkiFile]:
    """What a client of libvirt on a compute host reads."""
    client = of_node(layout, name, Purpose.CLIENT)
    yield PkiFile(LIBVIRT_AUTHORITY, authority_file(layout).read_text())
    yield PkiFile("/etc/pki/libvirt/clientcert.pem", client.certificate)
    yield PkiFile("/etc/pki/libvirt/private/clientkey.pem", client.key, secret=True)


def write_trusted(node: Node) -> None:
    """Write which authority clients of the APIs on a node trust, before it starts."""
    node.write(TRUSTED, authority_file(node.layout).read_text())


def write_of_apis(node: Node) -> None:
    """Write the certificate of the APIs, before their node starts."""
    write_trusted(node)
    pair = of_node(node.layout, node.name, Purpose.SERVER)
    node.write(API_CERTIFICATE, pair.certificate)
    node.write(API_KEY, pair.key, mode=0o600)


def write_of_hypervisor(node: Node) -> None:
    """Write what libvirt and QEMU of a compute host read, before it starts."""
    for file in of_hypervisor(node.layout, node.name):
        node.write(file.path, file.text, mode=0o600 if file.secret else 0o644)
        if file.secret and file.of_qemu:
            path = node.file(file.path)
            path.chmod(0o640)
            shutil.chown(path, group=QEMU_GROUP)


def _keep(directory: Path, kind: str, pair: KeyPair) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(directory / f"{kind}-key.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(pair.key)
    # last: where it is there, both are
    (directory / f"{kind}.pem").write_text(pair.certificate)


def _kept(directory: Path, kind: str) -> KeyPair:
    return KeyPair((directory / f"{kind}.pem").read_text(), (directory / f"{kind}-key.pem").read_text())


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(subject_name=subject, public_key=key.public_key(), serial_number=x509.random_serial_number())
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.not_valid_before(since).not_valid_after(until)


def _pair(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signed_by: ec.EllipticCurvePrivateKey) -> KeyPair:
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
    certificate = builder.sign(signed_by, hashes.SHA256()).public_bytes(Encoding.PEM)
    return KeyPair(certificate.decode(), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(**used: bool) -> x509.KeyUsage:
    kinds = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    return x509.KeyUsage(**{kind: used.get(kind, False) for kind in kinds}, encipher_only=False, decipher_only=False)
