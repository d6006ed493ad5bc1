"""/dev/kvm is usable where guests need it."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

CASE = Case(
    "kvm_device",
    one(kvm_refused="sh: /dev/kvm: Permission denied"),
    "QEMU (uid 64055, gid 108) can open /dev/kvm, as virt_type is kvm",
    "sh: /dev/kvm: Permission denied",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("kvm_device", one(options={"libvirt/virt_type": "qemu"})) == "virt_type is qemu: guests do not use /dev/kvm"
