"""Guests are run in the same way everywhere."""

from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "virt_type_alike",
    around(host(options={"libvirt/virt_type": "qemu"}), host("h2"), host("h3")),
    "virt_type: kvm, as on h2, h3",
    "virt_type: qemu",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
