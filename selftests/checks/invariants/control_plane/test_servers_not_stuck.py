"""No server is stuck."""

from datetime import timedelta

from conformance.model.cloud_facts import ServerRecord
from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import NOW


def stuck(status: str, minutes: int) -> ServerRecord:
    return ServerRecord(id="s1", name="x", status=status, host=None, updated=NOW - timedelta(minutes=minutes))


CASE = Case(
    "servers_not_stuck",
    in_cloud(servers=(stuck("BUILD", 61), stuck("ERROR", 2))),
    "no server in BUILD or ERROR for more than 60 minutes",
    "1: s1 (BUILD)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
