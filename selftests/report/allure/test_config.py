"""What Allure makes of a run with the configuration that is written for it: its page, and the verdict of its quality gate."""

import json
from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.report.allure import html
from conformance.report.allure.config import FILE, Ended, ReportedOn, nova_versions, write_config
from conformance.report.allure.history import FILE as HISTORY
from conformance.report.allure.history import with_history
from selftests.needs import need_report_generator
from selftests.report.allure.made import data_of, gate, moved, operation, site, write_run

ENDED = Ended(exit_code=0, results=2)
PASSED = {"a to b": "passed", "b to a": "passed"}
HOSTILE = '33"; process.exit(7); //</script>\u2028\n'


def run_of(text: str) -> dict[str, object]:
    """What is particular to the run, in the first line of the configuration."""
    line = text.split("\n", 1)[0]
    content: dict[str, object] = json.loads(line.removeprefix("const run = ").removesuffix(";"))
    return content


def test_what_a_host_tells_stays_a_text_in_the_configuration(tmp_path: Path) -> None:
    write_config(tmp_path, ReportedOn(HOSTILE, ("a", "b"), {"nova": {"a": HOSTILE, "b": "34.0.0"}}), Taxonomy(()), ENDED)
    run = run_of((tmp_path / FILE).read_text(encoding="utf-8"))
    assert "process.exit(7)" in str(run["name"])
    versions = run["versions"]
    assert isinstance(versions, list)
    assert [(one["id"], one["hosts"]) for one in versions] == [("nova-0", "a"), ("nova-1", "b")]
    assert not {"/", "\\", "\n"} & set(versions[0]["name"])


def test_hosts_of_one_version_are_not_split() -> None:
    assert nova_versions({"nova": {"a": "34.0.0", "b": "34.0.0"}}) == {}
    assert nova_versions({}) == {}


@pytest.mark.parametrize(
    ("statuses", "ended", "code", "says"),
    [
        (PASSED, ENDED, 0, ""),
        (PASSED | {"c to a": "known"}, ENDED, 0, ""),
        (PASSED | {"a to b": "skipped"}, ENDED, 0, ""),
        (PASSED | {"a to b": "failed"}, Ended(exit_code=1, results=2), 1, "1 tests failed or could not be completed*: test[a to b]"),
        (PASSED | {"a to b": "broken"}, Ended(exit_code=1, results=2), 1, "1 tests failed or could not be completed"),
        (PASSED, Ended(exit_code=1, results=3), 1, "there are results of 2 tests, and 3 were selected"),
        (PASSED, Ended(exit_code=6, results=2), 1, "the run ended with exit code 6, not 0"),
    ],
)
def test_the_gate_tells_the_same_as_the_exit_code(tmp_path: Path, statuses: dict[str, str], ended: Ended, code: int, says: str) -> None:
    need_report_generator()
    write_run(tmp_path, statuses, ended)
    found, output = gate(tmp_path)
    assert found == code, output
    first, _, rest = says.partition("*")
    assert first in output
    assert rest in output
    assert not (tmp_path / HISTORY).exists()


def test_what_earlier_runs_tell_is_in_the_page(tmp_path: Path) -> None:
    """Of each run one line is kept, with the gate before and after."""
    need_report_generator()
    statuses = {
        "a to b": ["passed"] * 6,
        "b to a": ["passed", "failed", "passed", "failed", "passed", "failed"],
        "c to b": ["passed"] * 5 + ["failed"],
    }
    first = tmp_path / "run-0"
    write_run(first, {pair: ended[0] for pair, ended in statuses.items()}, ENDED)
    with_history(first, lambda: html.write_page(first, html.allure_command()))
    (point,) = (tmp_path / HISTORY).read_text().splitlines()
    # what is between is not made one by one: it differs from the first in this alone
    for number in range(1, 5):
        later = json.loads(point)
        later |= {"uuid": f"{number}", "timestamp": later["timestamp"] + number}
        for result in later["testResults"].values():
            result["status"] = statuses[result["name"][5:-1]][number]
        with (tmp_path / HISTORY).open("a") as file:
            file.write(json.dumps(later) + "\n")
    last = tmp_path / "run-5"
    versions = {"nova": {"a": "a", "b": "b"}}
    newest = {pair: ended[5] for pair, ended in statuses.items()} | {"a to a": "passed"}
    write_run(last, newest, ENDED, tests=(moved("a", "b", operation(2.5)),), of=site(host_versions=versions))
    gate(last)
    page, told = with_history(last, lambda: html.write_page(last, html.allure_command()))
    gate(last)
    assert told == []
    assert page is not None
    assert len((tmp_path / HISTORY).read_text().splitlines()) == 6
    data = data_of(page)
    results = {one["name"][5:-1]: one for name, one in data.items() if name.startswith("data/test-results/")}
    assert {pair: (one.get("transition"), one["flaky"]) for pair, one in results.items()} == {
        "a to a": ("new", False),
        "a to b": (None, False),
        "b to a": ("regressed", True),
        "c to b": ("regressed", False),
    }
    assert {pair: one["environment"] for pair, one in results.items()} == {
        "a to a": "nova a",
        "a to b": "nova b",
        "b to a": "nova a",
        "c to b": "nova b",
    }
    charts = {chart["title"]: chart for chart in data["widgets/charts.json"]["general"].values()}
    assert "Problems by version of Nova" in charts
    metrics = json.dumps(data["widgets/metrics.json"])
    assert all(key in metrics for key in ("duration.live-migration", "destination.b", "Failed tests of operations by source host"))
    groups = data["widgets/tree.json"]["groupsById"]
    assert {group["name"] for group in groups.values()} == {"live migration", "a", "b"}
