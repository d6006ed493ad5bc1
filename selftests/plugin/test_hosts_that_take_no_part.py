"""Hosts that are disabled, down or out of reach."""

from selftests.plugin.conftest import MakeSuiteRun
from selftests.stand_ins.fake_cloud import Host


def test_a_disabled_host_is_skipped_with_its_reason_and_the_others_go_on(suite_run: MakeSuiteRun) -> None:
    result = suite_run("a", "b", Host("c", enabled=False, reason="new disk"))("-m", "boot or live_migration")
    result.assert_outcomes(passed=2 + 2, skipped=1 + 4)
    result.stdout.fnmatch_lines(["SKIPPED * host-disabled: c is disabled in Nova (new disk)"])


def test_with_one_host_pair_tests_are_one_skip_that_says_so(suite_run: MakeSuiteRun) -> None:
    result = suite_run("a")("-m", "live_migration")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED * too-few-hosts: a pair needs two compute hosts, and Nova has 1"])


def test_a_host_whose_compute_service_is_down_errors_with_that_and_its_pairs_too(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", Host("c", up=False))
    result = run("-m", "boot or live_migration", "-n2")
    result.assert_outcomes(passed=2 + 2, errors=1 + 4)
    result.stdout.fnmatch_lines(["*SuiteFault: c: Nova says that its compute service is down.*"])


def test_a_host_that_refuses_our_key_errors_with_that_and_the_others_go_on(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c", refused=("b",))
    result = run("-m", "boot or cold_migration")
    result.assert_outcomes(passed=2 + 2, errors=1 + 4)
    result.stdout.fnmatch_lines(["*SuiteFault: b: SSH refused our key*"])
    assert run.cloud.servers == {}
