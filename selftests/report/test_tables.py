from datetime import UTC, date, datetime

from rich.table import Table

from conformance.known_issues.issue import Known
from conformance.model.hosts import HostPair
from conformance.model.operation import ON_HOSTS, OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.summary import printed, summary
from conformance.report.terminal.tables import host_tables, pair_table, worst

LIVE = OperationKind.LIVE_MIGRATION

KNOWN = Known(entry=1, reason="r", owner="o", expires=date(2026, 12, 31))


def of_pair(source: str, destination: str, outcome: TestOutcome, kind: OperationKind = LIVE) -> TestRecord:
    pair = HostPair(source=source, destination=destination)
    return TestRecord(id=f"test[{pair.id}]", outcome=outcome, seconds=1, kind=kind, pair=pair)


def of_host(host: str, outcome: TestOutcome, kind: OperationKind | None = None) -> TestRecord:
    return TestRecord(id=f"test[{host}]", outcome=outcome, seconds=1, kind=kind, host=host)


def cells(table: Table | None) -> list[list[str]]:
    assert table is not None
    rows = [line.split("│") for line in printed([table], 100, colours=False).splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in row[1:-1]] for row in rows]


def test_each_pair_has_its_cell() -> None:
    tests = [
        of_pair("a", "b", TestOutcome.PASSED),
        of_pair("b", "a", TestOutcome.FAILED),
        of_pair("a", "c", TestOutcome.SKIPPED),
        of_pair("c", "a", TestOutcome.BROKEN),
        of_pair("b", "c", TestOutcome.FAILED, OperationKind.COLD_MIGRATION),
    ]
    table = pair_table(LIVE, tests, ["a", "b", "c"], 100)
    assert cells(table) == [["a", "", "✓", "○"], ["b", "✗", "", "·"], ["c", "!", "·", ""]]


def test_an_operation_that_took_no_part_has_no_table() -> None:
    assert pair_table(OperationKind.COLD_MIGRATION, [of_pair("a", "b", TestOutcome.PASSED)], ["a", "b"], 100) is None


def test_columns_are_numbered_where_names_do_not_fit() -> None:
    hosts = [f"compute-with-a-long-name-{number}" for number in range(12)]
    table = pair_table(LIVE, [of_pair(hosts[0], hosts[1], TestOutcome.PASSED)], hosts, 100)
    rows = cells(table)
    assert len(rows) == 12
    assert rows[0][0] == "1 compute-with-a-long-name-0"
    assert rows[0][2] == "✓"


def test_of_several_tests_in_a_cell_the_worst_counts() -> None:
    assert worst([TestOutcome.PASSED, TestOutcome.SKIPPED]) is TestOutcome.SKIPPED
    assert worst([TestOutcome.PASSED, TestOutcome.FAILED]) is TestOutcome.FAILED
    assert worst([TestOutcome.FAILED, TestOutcome.BROKEN]) is TestOutcome.BROKEN
    assert worst([]) is None


def test_a_failure_that_is_known_looks_like_none_that_is_news() -> None:
    known = of_pair("a", "b", TestOutcome.FAILED).model_copy(update={"known": KNOWN})
    tests = [known, of_pair("b", "a", TestOutcome.FAILED)]
    assert cells(pair_table(LIVE, tests, ["a", "b"], 100)) == [["a", "", "≈"], ["b", "✗", ""]]
    news = of_pair("a", "b", TestOutcome.FAILED)
    assert cells(pair_table(LIVE, [known, news], ["a", "b"], 100))[0] == ["a", "", "✗"]
    assert cells(pair_table(LIVE, [known, of_pair("a", "b", TestOutcome.PASSED)], ["a", "b"], 100))[0] == ["a", "", "≈"]


def test_hosts_have_a_column_for_what_was_done_on_them() -> None:
    tests = [
        of_host("a", TestOutcome.PASSED, OperationKind.BOOT),
        of_host("b", TestOutcome.FAILED, OperationKind.BOOT),
        of_host("a", TestOutcome.FAILED),
        of_host("a", TestOutcome.PASSED),
    ]
    assert cells(*host_tables(tests, ["a", "b"], 80)) == [["a", "✓", "✗ 1 of 2"], ["b", "✗", "·"]]


def test_what_does_not_apply_to_a_host_says_nothing_of_it() -> None:
    no_pages = of_host("a", TestOutcome.SKIPPED).model_copy(update={"reason": "not-applicable: the host has no huge pages"})
    assert cells(*host_tables([no_pages, of_host("a", TestOutcome.PASSED)], ["a"], 80)) == [["a", "✓ 1"]]
    assert cells(*host_tables([no_pages], ["a"], 80)) == [["a", "○"]]
    assert cells(*host_tables([of_host("a", TestOutcome.SKIPPED), of_host("a", TestOutcome.PASSED)], ["a"], 80)) == [["a", "○ 1 of 2"]]


NO_VOLUMES = {"reason": "no-block-storage: the cloud has no block storage service"}


def test_what_the_cloud_does_not_have_hides_nothing_that_was_done() -> None:
    skipped = [of_pair(*pair).model_copy(update=NO_VOLUMES) for pair in (("a", "b", TestOutcome.SKIPPED), ("b", "a", TestOutcome.SKIPPED))]
    assert cells(pair_table(LIVE, [of_pair("a", "b", TestOutcome.PASSED), *skipped], ["a", "b"], 100)) == [["a", "", "✓"], ["b", "·", ""]]
    assert pair_table(LIVE, skipped, ["a", "b"], 100) is None
    attach = of_host("a", TestOutcome.SKIPPED, OperationKind.ATTACH_VOLUME).model_copy(update=NO_VOLUMES)
    assert cells(*host_tables([attach, of_host("a", TestOutcome.PASSED, OperationKind.BOOT)], ["a"], 80)) == [["a", "✓"]]
    assert host_tables([attach], ["a"], 80) == []


def test_columns_that_a_terminal_has_no_room_for_are_in_a_second_table() -> None:
    tests = [of_host("compute-with-a-long-name", TestOutcome.PASSED, kind) for kind in ON_HOSTS]
    tables = host_tables(tests, ["compute-with-a-long-name"], 80)
    assert len(tables) > 1
    told = printed([*tables], 80, colours=False)
    assert told.count("✓") == len(ON_HOSTS)
    assert "…" not in told
    assert all(f"{number} {kind.value.replace('-', ' ')}" in told.replace("\n", " ") for number, kind in enumerate(ON_HOSTS, 1))


def test_each_failure_is_one_line_however_long_and_errors_of_one_reason_share_one() -> None:
    verdict = Verdict(cause="disk-full", title="t", host="b", confidence=0.9)
    failed = of_pair("a", "b", TestOutcome.FAILED).model_copy(update={"verdict": verdict, "seen": "no space " * 40})
    broken = [of_host(host, TestOutcome.BROKEN).model_copy(update={"reason": "a: SSH key refused"}) for host in "abc"]
    run = RunFile(
        run="r",
        cloud="c",
        profile="p",
        hosts=("a", "b"),
        versions={},
        started=datetime.now(UTC),
        ended=datetime.now(UTC),
        tests=(failed, *broken),
    )
    lines = printed(summary(run, 60), 60, colours=False).splitlines()
    assert lines[-2].startswith("test[a-to-b]: disk-full on b: no space no space")
    assert lines[-1] == "test[a] and 2 more: error: a: SSH key refused"
