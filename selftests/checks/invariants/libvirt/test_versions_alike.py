"""All hosts run the same libvirt and QEMU."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host, with_libvirt

CASE = Case(
    "versions_alike",
    around(host(libvirt=with_libvirt(version="9.0.0")), host("h2"), host("h3")),
    "versions: libvirt 10.0.0, QEMU 9.0.2, as on h2, h3",
    "versions: libvirt 9.0.0, QEMU 9.0.2",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
