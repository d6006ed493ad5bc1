"""Facts, invariants and predictions in whole runs."""

import json

import pytest

from conformance.checks.host import Host
from conformance.checks.invariants import names
from conformance.model.hosts import HostPair
from conformance.model.invariant import Scope
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from selftests.plugin.conftest import MakeSuiteRun


def test_without_disruption_nothing_is_created_and_predictions_are_made(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.with_real_suites()
    result = run("--no-disruption", tests="suites")
    outcomes = result.parseoutcomes()
    looked = sum(count for outcome, count in outcomes.items() if outcome != "deselected")
    assert looked == 2 * len(names(Scope.HOST)) + len(names(Scope.CLOUD))
    assert {method for method, path, _ in run.cloud.seen if "/auth/" not in path} == {"GET"}
    predictions = json.loads((run.results / "run.json").read_text())["predictions"]
    assert len(predictions) == 4
    result.stdout.fnmatch_lines(["predicted: *"])


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_hosts_are_asked_once_however_many_workers_there_are(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    run(*workers, "--no-disruption", "-k", "compute_services_up or libvirt_answers", tests="suites")
    assert [path for _, path, _ in run.cloud.seen].count("/network/v2.0/agents") == 1
    facts = json.loads((run.results / "facts.json").read_text())
    assert [host["host"] for host in facts["hosts"]] == ["a", "b"]


def test_a_violation_names_the_cause_that_it_leads_to(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run("-k", "compute_services_up or libvirt_answers", tests="suites")
    tests = {test["invariant"]: test for test in json.loads((run.results / "run.json").read_text())["tests"]}
    assert tests["libvirt_answers"]["leads_to"] == "hypervisor-down"
    assert tests["compute_services_up"]["claim"] == "Every service of Nova that is enabled is up."


def test_each_pair_has_its_prediction_beside_its_outcome(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run("-m", "live_migration")
    tests = json.loads((run.results / "run.json").read_text())["tests"]
    assert [(test["outcome"], test["prediction"]["pair"] == test["pair"]) for test in tests] == [("passed", True)] * 2


def test_a_run_without_pairs_and_invariants_asks_nobody(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a")
    run("-m", "boot")
    assert not (run.results / "facts.json").exists()


@pytest.mark.parametrize("option", ["--order", "--strategy"])
def test_pairs_that_are_predicted_to_fail_come_first_where_that_is_the_order(
    suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    def only_into_c_from_b(kind: OperationKind, source: Host, destination: Host) -> Prediction:
        pair = HostPair(source=source.name, destination=destination.name)
        return Prediction(kind=kind, pair=pair, expected=Expected.FAILS if pair.id == "b-to-c" else Expected.WORKS)

    monkeypatch.setattr("conformance.plugin.order.predict", only_into_c_from_b)
    run = suite_run("a", "b", "c")
    run("-m", "live_migration", f"{option}=predicted-failures-first").assert_outcomes(passed=6)
    pairs = [HostPair(**test["pair"]).id for test in json.loads((run.results / "run.json").read_text())["tests"]]
    assert pairs[0] == "b-to-c"
    run("-m", "live_migration").assert_outcomes(passed=6)
    pairs = [HostPair(**test["pair"]).id for test in json.loads((run.results / "run.json").read_text())["tests"]]
    assert pairs[0] == "a-to-b"
