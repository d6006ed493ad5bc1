"""Ceph serves what is asked of it."""

import pytest

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CEPH

EXPECTED = "Ceph serves I/O to all of its pools"


def case(health: dict[str, str], seen: str) -> Case:
    return Case("ceph_serves", one(ceph=CEPH.model_copy(update={"health": health})), EXPECTED, seen)


CASE = case(
    {"OSD_DOWN": "1 osds down", "PG_AVAILABILITY": "Reduced data availability: 8 pgs stale"},
    "PG_AVAILABILITY: Reduced data availability: 8 pgs stale",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


@pytest.mark.parametrize(
    "told",
    [
        CASE,
        case({"OSD_ROOT_DOWN": "1 root (1 osds) down"}, "OSD_ROOT_DOWN: 1 root (1 osds) down"),
        case({"POOL_FULL": "1 pool(s) full"}, "POOL_FULL: 1 pool(s) full"),
        case({"OSDMAP_FLAGS": "pauserd,pausewr flag(s) set"}, "OSDMAP_FLAGS: pauserd,pausewr flag(s) set"),
    ],
)
def test_it_says_what_is_broken(told: Case) -> None:
    told.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert "names no user of Ceph" in skip("ceph_serves", one(ceph=None))
    silent = one(ceph=CEPH.model_copy(update={"health": None}))
    assert skip("ceph_serves", silent) == "Ceph does not tell nova-compute's user of its health"
