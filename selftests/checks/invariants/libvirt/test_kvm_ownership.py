"""/dev/kvm is the same device to libvirt's container and to the host."""

from conformance.model.facts import Device
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import DEVICE

CASE = Case(
    "kvm_ownership",
    one(kvm_inside=Device(mode="660", uid=0, gid=424)),
    f"/dev/kvm where libvirt runs as on the node: {DEVICE}",
    "mode 660, uid 0, gid 424",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
