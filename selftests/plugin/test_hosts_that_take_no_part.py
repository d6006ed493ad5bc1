"""Hosts that are disabled, down or out of reach."""

import pytest

from selftests.plugin.conftest import MakeSuiteRun
from selftests.stand_ins.fake_cloud import Host


def test_a_disabled_host_is_skipped_with_its_reason_and_the_others_go_on(suite_run: MakeSuiteRun) -> None:
    result = suite_run("a", "b", Host("c", enabled=False, reason="new disk"))("-m", "boot or live_migration")
    result.assert_outcomes(passed=2 + 2, skipped=1 + 4)
    result.stdout.fnmatch_lines(["SKIPPED * host-disabled: c is disabled in Nova (new disk)"])


def test_a_host_that_nova_has_disabled_itself_is_tested(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", Host("b", enabled=False, reason="AUTO: Connection to libvirt lost: 1"))
    run.cloud.faults["boot-b"] = "No valid host was found."
    result = run("-m", "boot")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*tested, as Nova has disabled it itself: b (AUTO: Connection to libvirt lost: 1)", "*test_boot?b?*hypervisor-down*on b*"]
    )


def test_a_run_in_which_all_is_skipped_since_people_disabled_the_hosts_has_tested_nothing(suite_run: MakeSuiteRun) -> None:
    hosts = (Host("a", enabled=False, reason="new disk"), Host("b", enabled=False, reason="new disk"))
    result = suite_run(*hosts)("-m", "boot or live_migration")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["*nothing was tested: every test that was selected was skipped*"])


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


def test_hosts_are_reached_under_novas_names_whatever_the_inventory_calls_them(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    (run.cloud.directory / "inventory").write_text("[compute]\na.example.org ansible_host=a\nb\nnew ansible_host=192.0.2.9\n")
    result = run("-m", "boot or live_migration", "-n2")
    result.assert_outcomes(passed=2 + 2)
    result.stdout.fnmatch_lines(
        ["*note: the inventory's a.example.org is a in Nova", "*note: Nova knows no compute host new of the inventory: not tested. *"]
    )
