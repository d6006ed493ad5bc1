"""Pairs that fail together, in words."""

from itertools import permutations

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import Verdict
from conformance.report.first_page.content.matrix import MOST_HOSTS, matrices
from conformance.report.first_page.content.patterns import patterns
from conformance.report.run_file import TestOutcome, TestRecord

LIVE = OperationKind.LIVE_MIGRATION
HOSTS = [f"compute-{number:02}" for number in range(1, 13)]
Ends = tuple[str, str]


def of_pairs(failed: dict[Ends, str], hosts: list[str] = HOSTS, without: frozenset[Ends] = frozenset()) -> list[TestRecord]:
    found = []
    for source, destination in permutations(hosts, 2):
        if (source, destination) in without:
            continue
        cause = failed.get((source, destination))
        found.append(
            TestRecord(
                id=f"{source}-{destination}",
                outcome=TestOutcome.FAILED if cause else TestOutcome.PASSED,
                seconds=1,
                kind=LIVE,
                pair=HostPair(source=source, destination=destination),
                verdict=Verdict(cause=cause, title="t") if cause else None,
            )
        )
    return found


def said(failed: dict[Ends, str], without: frozenset[Ends] = frozenset()) -> list[str]:
    (matrix,) = matrices(of_pairs(failed, without=without), HOSTS)
    return [pattern.text for pattern in patterns(matrix, HOSTS)]


def into(host: str) -> dict[Ends, str]:
    return {(other, host): "blocked" for other in HOSTS if other != host}


def block(sources: list[str], destinations: list[str], cause: str = "cpu") -> dict[Ends, str]:
    return {(one, other): cause for one in sources for other in destinations if one != other}


def test_a_column_and_a_row() -> None:
    row = {(HOSTS[3], other): "disk" for other in HOSTS if other != HOSTS[3]}
    assert said(into("compute-07") | row) == [
        "all pairs into compute-07 fail with blocked (10) and disk (1); none out of it",
        "all pairs out of compute-04 fail with disk; none into it",
    ]


def test_a_host_that_takes_no_part_blames_no_other() -> None:
    assert said(into("compute-07") | {(to, source): cause for (source, to), cause in into("compute-07").items()}) == [
        "all pairs into and out of compute-07 fail with blocked"
    ]


def test_nearly_a_whole_column() -> None:
    failed = into("compute-07")
    del failed["compute-01", "compute-07"]
    assert said(failed) == ["10 of 11 pairs into compute-07 fail with blocked; none out of it"]


def test_a_block_is_found_beside_single_failures_of_its_hosts() -> None:
    failed = block(HOSTS[1:5], HOSTS[7:10]) | {(HOSTS[2], HOSTS[0]): "odd", (HOSTS[4], HOSTS[11]): "odd"}
    assert said(failed) == [
        "all pairs from compute-02, compute-03, compute-04 and compute-05 into compute-08, compute-09 and compute-10 fail with cpu"
    ]


def test_a_group_that_fails_among_itself() -> None:
    assert said(block(HOSTS[2:8], HOSTS[2:8])) == ["all pairs among 6 hosts (compute-03 to compute-08) fail with cpu"]


def test_where_all_fail_no_host_is_blamed() -> None:
    assert said(block(HOSTS, HOSTS)) == ["all pairs fail with cpu: this is no matter of one host"]


def test_single_failures_are_no_pattern() -> None:
    assert said({(HOSTS[0], HOSTS[1]): "a", (HOSTS[4], HOSTS[9]): "b", (HOSTS[5], HOSTS[9]): "b"}) == []


def test_pairs_that_were_not_tested_contradict_nothing() -> None:
    assert said(into("compute-07"), frozenset({("compute-01", "compute-07")})) == [
        "all pairs into compute-07 fail with blocked; none out of it"
    ]


def test_of_a_large_cloud_hosts_with_failures_are_drawn() -> None:
    hosts = [f"h{number:03}" for number in range(MOST_HOSTS + 30)]
    few = [
        test
        for test in of_pairs({("h170", "h171"): "a"}, hosts)
        if test.pair and {test.pair.source, test.pair.destination} & {"h170", "h0"}
    ]
    (matrix,) = matrices(few, hosts)
    assert len(matrix.hosts) == MOST_HOSTS
    assert {"h170", "h171"} <= set(matrix.hosts)
    assert list(matrix.hosts) == sorted(matrix.hosts)
