"""What the failures of a run say together."""

from itertools import permutations

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.report.terminal.groups import groups, inferences

LIVE, COLD = OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION
HOSTS = ["compute-01", "compute-02", "compute-03", "compute-04"]
BLOCKED = "migration-network-blocked"


def of_pair(source: str, destination: str, cause: str | None = None, kind: OperationKind = LIVE) -> TestRecord:
    pair = HostPair(source=source, destination=destination)
    verdict = Verdict(cause=cause, title="t", host=destination) if cause else None
    outcome = TestOutcome.FAILED if cause else TestOutcome.PASSED
    return TestRecord(id=f"{kind}[{pair.id}]", outcome=outcome, seconds=1, kind=kind, pair=pair, verdict=verdict)


def run(causes: dict[tuple[str, str], str], kind: OperationKind = LIVE) -> list[TestRecord]:
    return [of_pair(source, destination, causes.get((source, destination)), kind) for source, destination in permutations(HOSTS, 2)]


def into(host: str, cause: str = BLOCKED) -> dict[tuple[str, str], str]:
    return {(other, host): cause for other in HOSTS if other != host}


def out_of(host: str, cause: str = BLOCKED) -> dict[tuple[str, str], str]:
    return {(host, other): cause for other in HOSTS if other != host}


def test_a_host_that_nothing_reaches() -> None:
    said = inferences(run(into("compute-03")), HOSTS)
    assert said == ["every pair into compute-03 fails with migration-network-blocked, none out of it (live migration)"]


def test_a_host_that_nothing_leaves() -> None:
    assert inferences(run(out_of("compute-02")), HOSTS) == [
        "every pair out of compute-02 fails with migration-network-blocked, none into it (live migration)"
    ]


def test_a_host_that_takes_no_part_at_all() -> None:
    said = inferences(run(into("compute-03") | out_of("compute-03")), HOSTS)
    assert said == ["every pair into and out of compute-03 fails with migration-network-blocked (live migration)"]


def test_some_of_the_other_direction_are_counted() -> None:
    said = inferences(run(into("compute-03") | {("compute-03", "compute-01"): "disk-full"}), HOSTS)
    assert said == ["every pair into compute-03 fails with migration-network-blocked, 1 of 3 out of it (live migration)"]


def test_causes_that_differ_are_counted() -> None:
    said = inferences(run(into("compute-03") | {("compute-01", "compute-03"): "unclassified"}), HOSTS)
    assert said == ["every pair into compute-03 fails (migration-network-blocked: 2, unclassified: 1), none out of it (live migration)"]


def test_where_every_pair_fails_no_host_is_blamed() -> None:
    everywhere = dict.fromkeys(permutations(HOSTS, 2), BLOCKED)
    assert inferences(run(everywhere), HOSTS) == [
        "every pair fails with migration-network-blocked: it is no matter of one host (live migration)"
    ]


def test_what_holds_for_both_kinds_is_said_once() -> None:
    tests = run(into("compute-03")) + run(into("compute-03"), COLD)
    assert inferences(tests, HOSTS) == [
        "every pair into compute-03 fails with migration-network-blocked, none out of it (cold migration and live migration)"
    ]


def test_one_pair_blames_no_host() -> None:
    tests = [of_pair("compute-01", "compute-02", BLOCKED), of_pair("compute-02", "compute-01")]
    assert inferences(tests, HOSTS[:2]) == []
    assert inferences(run({("compute-01", "compute-02"): BLOCKED}), HOSTS) == []


def test_pairs_that_did_not_run_say_nothing() -> None:
    skipped = [
        test.model_copy(update={"outcome": TestOutcome.SKIPPED}) if test.pair and test.pair.source == "compute-01" else test
        for test in run(into("compute-03"))
    ]
    assert inferences(skipped, HOSTS) == [
        "every pair into compute-03 fails with migration-network-blocked, none out of it (live migration)"
    ]


def test_failures_are_grouped_by_cause_and_host_the_largest_first() -> None:
    alone = of_pair("compute-01", "compute-02", "disk-full")
    without = alone.model_copy(update={"verdict": None, "id": "bare"})
    found = groups([alone, without, *run(into("compute-03"))])
    assert [(group.cause, group.host, len(group.tests)) for group in found] == [
        (BLOCKED, "compute-03", 3),
        ("disk-full", "compute-02", 1),
        (None, None, 1),
    ]
    assert found[0].title == "migration-network-blocked on compute-03: 3 failures"


def test_failures_without_a_cause_stand_together_by_their_error_whatever_the_host() -> None:
    def strange(source: str, destination: str, fingerprint: str) -> TestRecord:
        verdict = Verdict(cause="unclassified", title="t", detail=f"error {fingerprint}", host=destination, fingerprint=fingerprint)
        return of_pair(source, destination, BLOCKED).model_copy(update={"verdict": verdict})

    found = groups(
        [strange("compute-01", "compute-02", "aa"), strange("compute-01", "compute-03", "bb"), strange("compute-02", "compute-01", "aa")]
    )
    assert [group.title for group in found] == ["unclassified (aa): 2 failures: error aa", "unclassified (bb): 1 failures: error bb"]
