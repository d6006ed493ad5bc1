"""No firewall stands before the ports on which QEMU receives guests."""

from selftests.checks.invariants.broken import barred
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "qemu_port_reachable", around(host(), host("h2"), barred=barred("qemu", "no answer")), "h2 itself answers h1 at h2:1", "no answer"
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
