"""A cloud's fault is a failure, our own an error."""

import json
import xml.etree.ElementTree as ET

import pytest

from selftests.conftest import RunPytest
from selftests.plugin.conftest import MakeSuiteRun
from selftests.plugin.small_suite import CAREFUL

_SUITE = """
import pytest
from conformance.model.errors import CloudFault, SuiteFault

def test_clouds_fault() -> None:
    raise CloudFault("this", "that", "compute-01")

def test_own_fault() -> None:
    raise SuiteFault("our own")

def test_bug() -> None:
    {}["nothing"]

@pytest.mark.timeout(0.1)
def test_hangs() -> None:
    import time
    time.sleep(5)

def test_passes() -> None:
    pass
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["one-process", "xdist"])
def test_terminal_junit_and_allure_agree_on_whose_fault_it_is(
    suite_run: MakeSuiteRun, pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    run = suite_run("compute-01")
    pytester.makepyfile(test_outcomes=_SUITE)
    run(*workers, tests="test_outcomes.py").assert_outcomes(passed=1, failed=1, errors=3)
    cases = {case.get("name"): {child.tag for child in case} for case in ET.parse(run.results / "junit.xml").iter("testcase")}
    assert cases == {
        "test_clouds_fault": {"failure"},
        "test_own_fault": {"error"},
        "test_bug": {"error"},
        "test_hangs": {"error"},
        "test_passes": set(),
    }
    results = [json.loads(path.read_text()) for path in (run.results / "allure-results").glob("*-result.json")]
    assert {result["name"]: result["status"] for result in results} == {
        "test_clouds_fault": "failed",
        "test_own_fault": "broken",
        "test_bug": "broken",
        "test_hangs": "broken",
        "test_passes": "passed",
    }


def test_without_a_cloud_the_plugin_changes_nothing(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makeconftest("pytest_plugins = ['conformance.plugin']")
    pytester.makepyfile(test_outcomes=_SUITE)
    run_pytest("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=4)
    assert not (pytester.path / "reports").exists()


def test_a_server_that_cannot_be_had_fails_the_test_that_wanted_it(suite_run: MakeSuiteRun) -> None:
    run = suite_run("compute-01", "compute-02")
    run.cloud.faults["boot-compute-02"] = "No valid host was found."
    result = run("-m", "boot or hard_reboot")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*No valid host was found.*"])
    result.stdout.no_fnmatch_line("*tenacity*")
    assert run.cloud.servers == {}


def test_after_a_failed_live_migration_the_message_says_what_became_of_the_guest(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.cloud.faults["live-into-b"] = "yes"
    result = run(tests=run.add_test("test_careful.py", CAREFUL))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*afterwards, on the source: the guest goes on as if nothing had been, on a", "*nothing stays on b"])


def test_what_a_failed_live_migration_left_is_said(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.cloud.faults |= {"live-into-b": "yes", "live-leftover": "yes", "live-crash": "yes"}
    result = run(tests=run.add_test("test_careful.py", CAREFUL))
    result.stdout.fnmatch_lines(
        ["*on the source: expected * goes on as boot *, seen: it was started anew*", "*libvirt on b has its domain*"]
    )


def test_a_chain_goes_on_with_a_new_server_after_a_failure(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    run.cloud.faults["live-into-c"] = "yes"
    run("-m", "live_migration").assert_outcomes(passed=4, failed=2)


@pytest.mark.parametrize(
    ("fault", "said"),
    [("domain-stays", "libvirt on a still has its domain"), ("hung", "its heartbeat goes on: not within its 2 s")],
)
def test_active_alone_is_not_enough(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch, fault: str, said: str) -> None:
    monkeypatch.setattr("conformance.instances.location._GRACE", 0.05)
    run = suite_run("a", "b")
    run.allow(guest=2)
    run.cloud.faults[fault] = "yes"
    result = run("-k", "a-to-b", tests=run.add_test("test_careful.py", CAREFUL))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*{said}*"])
