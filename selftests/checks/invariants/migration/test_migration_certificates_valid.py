"""TLS certificates of migrations are valid."""

from datetime import timedelta

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from conformance.model.facts import Certificate
from conformance.model.invariant import Misdescribed
from selftests.checks.invariants.broken import TLS, one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import NOW

CERTIFICATE = Certificate(path="/etc/pki/libvirt/servercert.pem", until=NOW + timedelta(days=400))


CASE = Case(
    "migration_certificates_valid",
    one(options=TLS, certificates=(CERTIFICATE, CERTIFICATE.model_copy(update={"until": NOW + timedelta(days=3)}))),
    "certificates valid for 14 days more",
    "/etc/pki/libvirt/servercert.pem until 2026-01-04 12:00 UTC",
    one(options=TLS, certificates=(CERTIFICATE,)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_one_that_has_expired_is_told_from_one_that_will() -> None:
    hosts = one(options=TLS, certificates=(CERTIFICATE.model_copy(update={"until": NOW}),))
    with pytest.raises(CloudFault, match=r"UTC, which is over\non: h1$"):
        hold("migration_certificates_valid", hosts, "h1")


@pytest.mark.parametrize(
    "options", [TLS, {"libvirt/live_migration_uri": "qemu+tls://%s/system?no_verify=1&pkipath=/etc/pf9/certs/libvirt"}]
)
def test_where_none_is_found_it_is_not_known(options: dict[str, str]) -> None:
    with pytest.raises(Misdescribed, match=r"^h1: live migrations use TLS, and no certificates are where .* Add their directories to "):
        hold("migration_certificates_valid", one(options=options, certificates=()), "h1")


def test_it_says_why_it_says_nothing() -> None:
    assert skip("migration_certificates_valid", one()) == "live migrations use no TLS"
