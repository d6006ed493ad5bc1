"""Metrics: what they say of a run, that Prometheus reads them, and that rules and dashboard ask for metrics that there are."""

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from conformance.known_issues.issue import Known
from conformance.model.hosts import HostPair
from conformance.model.operation import Downtime, OperationKind
from conformance.report.run_file import RunFile, TestOutcome
from conformance.report.told import metrics
from conformance.report.told.metrics import metrics_text, write_metrics
from conformance.run_dir.pair_results import PairResult
from selftests.needs import need_program
from selftests.report.compare.runs import BEGAN, failed, migrations, record, run

LIVE = OperationKind.LIVE_MIGRATION
INTEGRATION = Path(__file__).parents[3] / "integrations" / "prometheus"

A_TO_B, B_TO_A = HostPair(source="a", destination="b"), HostPair(source="b", destination="a")
KNOWN = Known.model_validate({"entry": 1, "reason": "r", "owner": "o", "expires": "2027-01-01"})


def _values(text: bytes) -> dict[tuple[str, ...], float]:
    """By name and labels without the cloud's, which are in the order of their names, as Prometheus' own parser reads them."""
    return {
        (sample.name.removeprefix("conformance_"), *(value for name, value in sample.labels.items() if name != "cloud")): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def _of(content: RunFile) -> dict[tuple[str, ...], float]:
    return _values(metrics_text(content, {}))


def test_tests_pairs_and_causes_are_counted_with_known_failures_apart() -> None:
    values = _of(
        run(
            failed("1", "mac-denied", "b", kind=LIVE, pair=A_TO_B),
            failed("2", "disk-full", "a", kind=LIVE, pair=B_TO_A, known=KNOWN),
            record("3", kind=OperationKind.BOOT, host="a"),
            record("4", TestOutcome.BROKEN, kind=OperationKind.BOOT, host="b"),
            record("5", TestOutcome.FAILED, invariant="kvm_device", host="c"),
        )
    )
    assert {outcome: values["tests", outcome] for outcome in ("passed", "failed", "known", "broken", "skipped")} == {
        "passed": 1,
        "failed": 2,
        "known": 1,
        "broken": 1,
        "skipped": 0,
    }
    assert (values["pairs", LIVE, "failed"], values["pairs", LIVE, "known"]) == (1, 1)
    assert values["pair_failed", "mac-denied", "b", LIVE, "a"] == 1
    assert ("pair_failed", "disk-full", "a", LIVE, "b") not in values
    assert (values["failures", "mac-denied", "b", "false"], values["failures", "disk-full", "a", "true"]) == (1, 1)
    assert values["host_tests", "b", "boot", "broken"] == 1
    assert (values["invariants_violated", "c"], values["invariants_violated", "a"]) == (1, 0)
    assert values["run_success",] == 0


def test_a_run_succeeds_if_something_was_tested_and_what_failed_is_known() -> None:
    assert _of(run(record("1"), failed("2", "disk-full", known=KNOWN)))["run_success",] == 1
    assert _of(run(record("1", TestOutcome.SKIPPED)))["run_success",] == 0


def test_operations_have_their_median_and_longest_time_and_downtime() -> None:
    content = migrations({"a to b": 10, "b to a": 14, "a to c": 30})
    first, *others = content.tests
    (operation,) = first.operations
    down = operation.model_copy(update={"downtime": Downtime(seconds=0.7, resolution=0.05)})
    values = _of(content.model_copy(update={"tests": (first.model_copy(update={"operations": (down,)}), *others)}))
    assert values["operation_duration_median_seconds", LIVE] == 14
    assert values["operation_duration_max_seconds", LIVE] == 30
    assert values["operations", LIVE] == 3
    assert (values["operation_downtime_max_seconds", LIVE], values["operation_downtimes", LIVE]) == (0.7, 1)


def test_the_age_of_pairs_is_that_of_the_oldest_of_their_newest_results() -> None:
    def result(pair: HostPair, days: int) -> PairResult:
        return PairResult(cloud="lab", kind=LIVE, pair=pair, passed=True, ended=BEGAN - timedelta(days=days), run="r")

    gone = HostPair(source="a", destination="removed")
    latest = {(LIVE, A_TO_B): result(A_TO_B, 3), (LIVE, B_TO_A): result(B_TO_A, 1), (LIVE, gone): result(gone, 90)}
    values = _values(metrics_text(run(record("1")), latest))
    assert values["oldest_pair_result_timestamp_seconds", LIVE] == (BEGAN - timedelta(days=3)).timestamp()
    assert values["pairs_without_result", LIVE] == 6 - 2


def test_no_more_failed_pairs_are_named_than_prometheus_is_to_bear() -> None:
    pairs = [HostPair(source=f"host-{number}", destination="b") for number in range(metrics.MOST_PAIRS + 7)]
    values = _of(run(*(failed(pair.id, "disk-full", kind=LIVE, pair=pair) for pair in pairs)))
    assert sum(1 for name, *_ in values if name == "pair_failed") == metrics.MOST_PAIRS
    assert values["pairs_failed_unnamed",] == 7


def test_the_file_is_complete_or_not_there_and_others_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "textfile" / "conformance.prom"
    write_metrics(run(record("1")), {}, path)
    assert path.read_bytes() == metrics_text(run(record("1"), name=_run_named(path)), {})
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def _run_named(path: Path) -> str:
    found = re.search(r'run="([^"]+)"', path.read_text())
    assert found
    return found[1]


def test_a_secret_in_a_name_stays_out() -> None:
    assert b"hunter22" not in metrics_text(run(record("1"), profile="password=hunter22"), {})


def test_promtool_finds_nothing_wrong_with_metrics_and_rules() -> None:
    promtool = need_program("promtool", "prometheus")
    text = metrics_text(migrations({"a to b": 1}), {})
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    for words in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]):
        ruled = subprocess.run([promtool, *words], cwd=INTEGRATION, capture_output=True, text=True, check=False, timeout=60)
        assert ruled.returncode == 0, ruled.stdout + ruled.stderr


def test_rules_and_dashboard_ask_for_metrics_that_there_are() -> None:
    rules = yaml.safe_load((INTEGRATION / "alerts.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((INTEGRATION / "dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    there = {line.split()[2] for line in metrics_text(run(record("1")), {}).decode().splitlines() if line.startswith("# TYPE")}
    names = {name for expression in asked for name in re.findall(r"\bconformance_\w+", expression)}
    assert len(names) > 8
    assert names <= there
