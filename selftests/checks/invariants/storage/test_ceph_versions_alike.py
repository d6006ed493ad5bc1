"""All hosts have the same client of Ceph."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CEPH, around, host

CASE = Case(
    "ceph_versions_alike",
    around(host(ceph=CEPH.model_copy(update={"version": "16.2.15"})), host("h2"), host("h3")),
    "version of Ceph's client: 19.2.1, as on h2, h3",
    "version of Ceph's client: 16.2.15",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("ceph_versions_alike", one(ceph=None)) == "nova.conf names no user of Ceph (rbd_user): there are no disks in it"
