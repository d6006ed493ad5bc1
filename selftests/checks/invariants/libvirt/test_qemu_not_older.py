"""No guest goes to an older QEMU."""

from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host, with_libvirt

CASE = Case(
    "qemu_not_older", around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10"))), "QEMU 9.0.2 or newer on h2, as on h1", "QEMU 8.2.10"
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("qemu_not_older", around(host())) == "there is no other host to go to from h1"
