"""Hosts trust the certificates that they show each other for migrations."""

from typing import Any

import pytest

from conformance.checks.invariants import find, hold
from conformance.model.errors import CloudFault
from conformance.model.facts import Certificate, CertificateRole, HostFacts
from selftests.checks.invariants.broken import TLS, one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import NOW, around, host

ID = "migration_certificates_trusted"
CA, SERVER = "/etc/pki/CA/cacert.pem", "/etc/pki/libvirt/servercert.pem"


def of_tls(name: str, issuer: str | None = "a", trusted: tuple[str, ...] = ("a",), **changes: Any) -> HostFacts:
    """A host of which libvirt shows a certificate of that authority, and trusts these."""
    found = (
        Certificate(path=SERVER, until=NOW, roles=(CertificateRole.SHOWN,), names=(name,), keys=("own",), issued_by=issuer),
        Certificate(path=CA, until=NOW, roles=(CertificateRole.TRUSTED,), keys=trusted),
    )
    return host(name, **{"options": TLS, "certificates": found} | changes)


def for_names(name: str, *names: str, **changes: Any) -> HostFacts:
    """A host whose certificate is for other names."""
    sound = of_tls(name, **changes)
    return sound.model_copy(update={"certificates": (sound.certificates[0].model_copy(update={"names": names}), sound.certificates[1])})


CASE = Case(
    ID,
    around(of_tls("h1"), of_tls("h2", "b", ("a", "b")), of_tls("h3")),
    "h1 trusts who issued the certificate of libvirt on h2",
    f"{SERVER} of h2 is of an authority that is not in {CA} of h1",
    around(of_tls("h1"), of_tls("h2"), of_tls("h3")),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


@pytest.mark.parametrize(
    ("hosts", "blamed"),
    [
        pytest.param((of_tls("h1"), of_tls("h2", "b", ("b",)), of_tls("h3")), "h2", id="the-destination-is-unlike-two-others"),
        pytest.param((of_tls("h1"), of_tls("h2", "b", ("b",)), of_tls("h3", "b", ("b",))), "h1", id="the-source-is-unlike-two-others"),
        pytest.param((of_tls("h1"), of_tls("h2", "b", ("a", "b"))), "h2", id="of-two-one-is-trusted-by-both"),
        pytest.param((of_tls("h1"), of_tls("h2", "b", ("b",))), None, id="of-two-none-is-trusted-by-both"),
        pytest.param((of_tls("h1"), of_tls("h2", "b", ("b",)), host("h3")), None, id="the-third-tells-nothing"),
    ],
)
def test_it_is_the_odd_host_that_is_blamed(hosts: tuple[HostFacts, ...], blamed: str | None) -> None:
    both = around(*hosts)
    with pytest.raises(CloudFault) as caught:
        find(ID).run(both.of("h1"), both.of("h2"))
    assert caught.value.host == blamed


@pytest.mark.parametrize(
    ("names", "address"),
    [
        (("h2.example", "192.0.2.2"), "192.0.2.2"),
        (("H2.Example",), "h2.example."),
        (("*.example",), "h2.example"),
        (("2001:db8::2",), "2001:db8:0::2"),
        ((), "192.0.2.2"),
    ],
)
def test_a_certificate_for_what_is_called_holds(names: tuple[str, ...], address: str) -> None:
    hold(ID, around(of_tls("h1"), for_names("h2", *names, options=TLS | {"libvirt/live_migration_inbound_addr": address})), "h1")


@pytest.mark.parametrize(
    ("names", "address"),
    [(("h9", "192.0.2.9"), "192.0.2.2"), (("h2",), "192.0.2.2"), (("*.example",), "a.h2.example"), (("*.example",), "example")],
)
def test_a_certificate_for_something_else_is_told(names: tuple[str, ...], address: str) -> None:
    hosts = around(of_tls("h1"), for_names("h2", *names, options=TLS | {"libvirt/live_migration_inbound_addr": address}))
    with pytest.raises(CloudFault) as caught:
        hold(ID, hosts, "h1")
    assert caught.value.host == "h2"
    assert caught.value.expected == f"the certificate of libvirt on h2 is for {address}, which h1 calls"


def test_it_says_why_it_says_nothing() -> None:
    assert skip(ID, one()) == "libvirt of other hosts is not called over TLS"


@pytest.mark.parametrize(
    ("hosts", "why"),
    [
        ((of_tls("h1"), of_tls("h2", None)), f"who issued {SERVER} of h2 is in no file of that host"),
        (
            (of_tls("h1"), of_tls("h2", certificates=())),
            "h2 has no certificates where its libvirt has them by default, nor where its files say",
        ),
        (
            (of_tls("h1", options={"libvirt/live_migration_uri": "qemu+tls://%s/system?no_verify=1"}), of_tls("h2", "b")),
            "live_migration_uri has libvirt verify nothing (no_verify)",
        ),
    ],
)
def test_what_cannot_be_known_is_not_told(hosts: tuple[HostFacts, ...], why: str) -> None:
    assert skip(ID, around(*hosts)) == why
