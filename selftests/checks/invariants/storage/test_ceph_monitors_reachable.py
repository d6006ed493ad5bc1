"""Every host reaches every monitor of Ceph."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CEPH

BARRED = (CEPH.monitors[0].model_copy(update={"barred": "Connection refused"}), CEPH.monitors[1])

CASE = Case(
    "ceph_monitors_reachable",
    one(ceph=CEPH.model_copy(update={"monitors": BARRED})),
    "each monitor of Ceph can be connected to",
    "192.0.2.91:3300: Connection refused",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("ceph_monitors_reachable", one(ceph=None)) == "nova.conf names no user of Ceph (rbd_user): there are no disks in it"
    unnamed = one(ceph=CEPH.model_copy(update={"monitors": ()}))
    assert skip("ceph_monitors_reachable", unnamed) == "ceph.conf names no monitors: they are looked up in the DNS"
