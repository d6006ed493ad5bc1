"""Guests are confined in the same way everywhere."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host, with_libvirt

CASE = Case(
    "security_models_alike",
    around(host(libvirt=with_libvirt(security_models=())), host("h2"), host("h3")),
    "libvirt's security drivers: apparmor, as on h2, h3",
    "libvirt's security drivers: none",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
