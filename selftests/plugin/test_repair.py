"""A chain that a failure has broken goes on: order and failures change what it costs, never what each test sees."""

import json

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

REVERSED = """

@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    session.items.reverse()
"""


def _outcomes(run: SuiteRun) -> dict[str, str]:
    return {test["id"]: test["outcome"] for test in json.loads((run.results / "run.json").read_text())["tests"]}


def _boots(run: SuiteRun) -> int:
    return sum(1 for line in (run.results / "journal.jsonl").read_text().splitlines() if json.loads(line)["operation"]["kind"] == "boot")


def test_each_break_costs_one_boot_and_other_orders_come_to_the_same(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("a", "b", "c")
    run.cloud.faults["live-into-b"] = "refused"
    run("-m", "live_migration").assert_outcomes(passed=4, failed=2)
    planned = _outcomes(run)
    # a-to-b is the first step of its lane, c-to-b the last of its own: after it there is nothing to go on with
    assert _boots(run) == 3 + 1
    with (pytester.path / "conftest.py").open("a") as conftest:
        conftest.write(REVERSED)
    run("-m", "live_migration").assert_outcomes(passed=4, failed=2)
    assert _outcomes(run) == planned


def test_a_budget_of_one_server_changes_no_result(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    run.cloud.faults["live-into-b"] = "refused"
    path = run.cloud.directory / "fake.yaml"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"limits": {"instances_at_once": 1}}))
    run("-m", "live_migration").assert_outcomes(passed=4, failed=2)
    created = [path for path, body in run.cloud.bodies if path.endswith("/servers") and body]
    assert len(created) == 4
