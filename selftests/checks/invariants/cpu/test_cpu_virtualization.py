"""The processors can accelerate guests."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

CASE = Case("cpu_virtualization", one(kvm_modules=("kvm",)), "the kernel module kvm_amd is loaded, as virt_type is kvm", "kvm")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("cpu_virtualization", one(options={"libvirt/virt_type": "qemu"})) == "virt_type is qemu: guests are not accelerated"
