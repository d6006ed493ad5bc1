"""SELinux and AppArmor deny nothing to QEMU and libvirt."""

from conformance.model.facts import AccessControl, Denial
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

CASE = Case(
    "access_not_denied",
    one(denials=(Denial(seconds_ago=7200, line="old"), Denial(seconds_ago=30, line='apparmor="DENIED" comm="qemu-system-x86"'))),
    "no denial for QEMU or libvirt in the last 60 minutes",
    '1, the last: apparmor="DENIED" comm="qemu-system-x86"',
    one(denials=(Denial(seconds_ago=7200, line="old"),)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("access_not_denied", one(access_control=AccessControl(state="none"))) == "the host runs neither SELinux nor AppArmor"
