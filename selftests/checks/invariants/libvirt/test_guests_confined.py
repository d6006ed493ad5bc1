"""Guests are confined by the host's policy."""

from selftests.checks.invariants.broken import EITHER, one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host, with_libvirt

CASE = Case(
    "guests_confined",
    one(libvirt=with_libvirt(security_models=())),
    "libvirt confines guests by apparmor, as the host runs apparmor",
    "libvirt's security drivers: none",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("guests_confined", around(host(), profile=EITHER)) == (
        "the profile says that guests need not be confined (expect.guests_confined: false)"
    )
