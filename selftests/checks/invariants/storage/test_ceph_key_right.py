"""Ceph lets nova-compute in."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CEPH, around, host

CASE = Case(
    "ceph_key_right",
    one(ceph=CEPH.model_copy(update={"key": None, "refused": "auth: unable to find a keyring"})),
    "Ceph answers client.cinder",
    "auth: unable to find a keyring",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("ceph_key_right", one(ceph=None)) == "nova.conf names no user of Ceph (rbd_user): there are no disks in it"


def test_where_no_monitor_is_reached_nothing_is_said_of_the_key() -> None:
    barred = tuple(monitor.model_copy(update={"barred": "Connection refused"}) for monitor in CEPH.monitors)
    CASE._replace(sound=around(host(ceph=CEPH.model_copy(update={"refused": "timed out", "monitors": barred})))).holds()
