"""The suites over a cloud that does all it should."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from conformance.model.operation import OperationKind
from conformance.plugin import reporting
from conformance.report.told.message import Message
from selftests.needs import need_report_generator
from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

HOSTS = ("compute-01", "compute-02", "compute-03")
TESTS = 3 + 3 + 6 + 6 + 3


def _operations(run: SuiteRun) -> list[dict[str, Any]]:
    return [json.loads(line)["operation"] for line in (run.results / "journal.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("workers", [(), ("-n3",)], ids=["one-process", "xdist"])
def test_a_sound_cloud_passes_every_test_with_one_server_a_lane_and_nothing_stays(
    suite_run: MakeSuiteRun, workers: tuple[str, ...]
) -> None:
    run = suite_run(*HOSTS)
    run(*workers).assert_outcomes(passed=TESTS)
    assert sum(operation["kind"] == "boot" for operation in _operations(run)) == len(HOSTS)
    assert run.cloud.servers == {}
    assert run.cloud.groups == {}
    assert len(list((run.results / "allure-results").glob("*-result.json"))) == TESTS
    assert ET.parse(run.results / "junit.xml").getroot()[0].get("tests") == str(TESTS)
    assert json.loads((run.results / "site.json").read_text())["cloud"] == "fake"


def test_the_real_suites_pass_over_a_sound_cloud_and_have_a_test_of_every_operation(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.with_real_suites()
    storage = run.cloud.with_volumes()
    assert run("suites/volumes").parseoutcomes().keys() == {"passed"}
    # what is shelved is offloaded at once where Nova's configuration says so, as by default
    assert {operation["kind"] for operation in _operations(run)} == set(OperationKind) - {OperationKind.SHELVE_OFFLOAD}
    assert (run.cloud.servers, run.cloud.groups, storage.volumes, storage.snapshots) == ({}, {}, {}, {})


def test_with_an_even_number_of_hosts_a_lane_still_needs_one_server(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c", "d")
    run("-m", "live_migration or cold_migration").assert_outcomes(passed=24)
    assert sum(operation["kind"] == "boot" for operation in _operations(run)) == 4


def test_a_test_works_alone(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run("-k", "resize_confirm and compute-02").assert_outcomes(passed=1)
    assert [operation["kind"] for operation in _operations(run)] == ["boot", "resize", "resize-confirm"]


def test_each_operation_has_a_global_request_id_of_its_own(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run("-k", "test_hard_reboot and compute-01")
    ids = [headers["x-openstack-request-id"] for method, path, headers in run.cloud.seen if "x-openstack-request-id" in headers]
    assert ids == [operation["request_id"] for operation in _operations(run)]
    assert len(set(ids)) == 2


def test_the_terminal_says_what_will_be_run(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    (run.cloud.directory / "group_vars").mkdir()
    run("-n2", "-k", "nothing").stdout.fnmatch_lines(
        [
            "conformance: cloud fake by profile *: 3 compute hosts, 6 ordered pairs, 3 lanes on 2 workers",
            "  inventory */inventory: read without Ansible, so without *; group_vars beside it are not read: *",
        ]
    )


def test_servers_carry_the_run_in_name_tag_and_metadata(suite_run: MakeSuiteRun) -> None:
    run = suite_run("compute-01")
    run("-k", "test_boot")
    body = next(body["server"] for path, body in run.cloud.bodies if path.endswith("/servers") and body)
    assert body["name"].startswith(f"conformance-{run.results.name}-")
    assert body["metadata"] == {"conformance_run": run.results.name}
    assert body["tags"] == [f"conformance-{run.results.name}"]


def test_only_collecting_creates_nothing_here_or_there(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run(*HOSTS)
    run("--collect-only", "-q").stdout.fnmatch_lines(["*test_live_migration?compute-01-to-compute-02?", f"{TESTS} tests collected*"])
    assert not (pytester.path / "reports").exists()
    assert [path for path, body in run.cloud.bodies if body and "auth" not in path] == []


def test_the_page_is_one_file_that_can_be_opened_from_anywhere(suite_run: MakeSuiteRun) -> None:
    need_report_generator()
    run = suite_run("a")
    run.with_page()
    result = run("-m", "boot")
    page = run.results / "report.html"
    result.stdout.fnmatch_lines([f"report: {page}", f"open first: {run.results / 'index.html'}"])
    assert 'href="report.html"' in (run.results / "index.html").read_text(encoding="utf-8")
    assert "<!DOCTYPE html>" in page.read_text(encoding="utf-8")[:200]
    assert not list(run.results.glob("allure-report"))


def test_without_allure_there_is_a_first_page(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.with_page(report=False)
    result = run("-m", "boot or live_migration")
    first = run.results / "index.html"
    result.stdout.fnmatch_lines(["no HTML report: *", f"report: {run.results / 'run.json'}", f"open first: {first}"])
    page = first.read_text(encoding="utf-8")
    assert "All 4 tests passed on 2 hosts" in page
    assert "report.html" not in page


def test_a_first_page_that_cannot_be_made_takes_nothing_from_the_run(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a")
    run.with_page(report=False)
    run.add_to_conftest("""
def pytest_collection_finish(session):
    from conformance.report.first_page import writing
    def broken(*_):
        raise RuntimeError("no such shape")
    patched = pytest.MonkeyPatch()
    session.config.add_cleanup(patched.undo)
    patched.setattr(writing, "page_content", broken)
""")
    result = run("-m", "boot")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["no first page: RuntimeError: no such shape", f"report: {run.results / 'run.json'}"])


def test_a_run_leaves_metrics_where_they_are_wanted_and_sends_its_message_at_its_very_end(
    suite_run: MakeSuiteRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = suite_run("a", "b")
    sent: list[Message] = []
    monkeypatch.setattr(reporting, "send", lambda to, said: sent.append(said))
    monkeypatch.setenv("CONFORMANCE_WEBHOOK", "https://hooks.example/s3cr3t")
    wanted = tmp_path / "textfile" / "conformance.prom"
    told = run("-m", "boot", f"--metrics={wanted}")
    told.assert_outcomes(passed=2)
    assert wanted.read_bytes() == (run.results / "metrics.prom").read_bytes()
    assert [said.green for said in sent] == [True]
    assert "s3cr3t" not in told.stdout.str()
    assert not [path for path in run.results.rglob("*") if path.is_file() and b"s3cr3t" in path.read_bytes()]


def test_of_a_run_that_passed_no_message_is_sent_if_so_wished(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = suite_run("a", "b")
    sent: list[Message] = []
    monkeypatch.setattr(reporting, "send", lambda to, said: sent.append(said))
    quiet = ("-m", "boot", "--webhook=https://hooks.example/x", "--webhook-when=trouble")
    run(*quiet)
    assert sent == []
    run.cloud.faults["boot-b"] = "No valid host was found."
    run(*quiet)
    assert [(said.green, said.lines[0].startswith("✗ fake: 1 of 2 tests failed")) for said in sent] == [(False, True)]
