"""Acceleration matches virt_type."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import with_libvirt

CASE = Case(
    "acceleration",
    one(libvirt=with_libvirt(domain_types=with_libvirt().domain_types[1:])),
    "libvirt runs domains of virt_type kvm",
    "it offers qemu",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("acceleration", one(options={"libvirt/virt_type": "lxc"})) == "virt_type is lxc, not one of QEMU's"
