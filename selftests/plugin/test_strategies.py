"""Which pairs of a cloud are gone over, as a user chooses."""

import json
from itertools import permutations

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun
from selftests.stand_ins.fake_cloud import Host

HOSTS = ("a", "b", "c", "d")


def _pairs(run: SuiteRun) -> list[str]:
    tests = json.loads((run.results / "run.json").read_text())["tests"]
    return [f"{test['pair']['source']}-to-{test['pair']['destination']}" for test in tests if test["pair"]]


def _boots(run: SuiteRun) -> int:
    lines = (run.results / "journal.jsonl").read_text().splitlines()
    return sum(1 for line in lines if json.loads(line)["operation"]["kind"] == "boot")


def test_a_ring_needs_one_server_in_one_process_and_one_a_worker_otherwise(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    result = run("-m", "live_migration", "--strategy=ring")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["  strategy ring: 4 pairs in 4 rounds"])
    assert sorted(_pairs(run)) == ["a-to-b", "b-to-c", "c-to-d", "d-to-a"]
    assert _boots(run) == 1
    run.add_to_conftest(_WHO_RAN_WHAT)
    run("-n2", "-m", "live_migration or cold_migration", "--strategy=ring").assert_outcomes(passed=8)
    assert _boots(run) == 2
    _expect_each_chain_on_one_worker(run)


def test_changed_hosts_are_all_that_is_gone_over_though_every_host_is_looked_at(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run("--strategy=changed-hosts", "--changed-host=b", "-m", "not invariant").assert_outcomes(passed=3 + 2 * 6)
    assert set(_pairs(run)) == {"a-to-b", "c-to-b", "d-to-b", "b-to-a", "b-to-c", "b-to-d"}
    tests = json.loads((run.results / "run.json").read_text())["tests"]
    assert {test["host"] for test in tests if test["host"]} == {"b"}
    run("-k", "test_host and services_run", "--strategy=changed-hosts", "--changed-host=b", tests="suites")
    assert {test["host"] for test in json.loads((run.results / "run.json").read_text())["tests"]} == set(HOSTS)


def test_a_changed_host_that_takes_no_part_is_not_passed_over_in_silence(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", Host("b", enabled=False, reason="being repaired"), "c")
    result = run("-m", "live_migration", "--strategy=changed-hosts", "--changed-host=b")
    result.assert_outcomes(skipped=4)
    result.stdout.fnmatch_lines(["SKIPPED*host-disabled: b is disabled in Nova (being repaired)*"])


def test_a_sample_can_be_drawn_again(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    options = ("-m", "live_migration", "--strategy=sample", "--sample=3", "--seed=11")
    run(*options).stdout.fnmatch_lines(["  strategy sample (--sample 3 --seed 11): 3 pairs in 3 rounds"])
    first = sorted(_pairs(run))
    run(*options)
    assert sorted(_pairs(run)) == first


def test_without_a_seed_one_is_drawn_that_all_workers_share(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    result = run("-n2", "-m", "live_migration", "--strategy=sample")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["  strategy sample (--sample 4 --seed *): 4 pairs *"])


def test_hosts_that_are_alike_are_one_class(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    result = run("-m", "live_migration", "--strategy=classes")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["  strategy classes (1 class): 4 pairs *"])
    assert {pair.split("-to-")[0] for pair in _pairs(run)} == {pair.split("-to-")[1] for pair in _pairs(run)} == set(HOSTS)


WRONG = {
    "--changed-host goes with --strategy changed-hosts": ("--changed-host=a",),
    "--seed goes with --strategy sample, not with ring": ("--strategy=ring", "--seed=1"),
    "--strategy changed-hosts wants the hosts: give --changed-host": ("--strategy=changed-hosts",),
    "--changed-host compute-04: Nova has no such compute host - did you mean 'compute-03'?": (
        "--strategy=changed-hosts",
        "--changed-host=compute-03,compute-04",
    ),
    "--sample 0: give a number of pairs": ("--strategy=sample", "--sample=0"),
}


@pytest.mark.parametrize("complaint", WRONG)
def test_options_that_do_not_go_together_are_said_in_one_line(
    suite_run: MakeSuiteRun, capfd: pytest.CaptureFixture[str], complaint: str
) -> None:
    run = suite_run("compute-02", "compute-03")
    result = run(*WRONG[complaint])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert complaint in result.stderr.str()
    assert [path for method, path, _ in run.cloud.seen if method != "GET" and "/auth/" not in path] == []


# all operations with one strategy; the others choose other pairs. For a ring's chains, see above
CHAINS = {
    "all": (),
    "sample": ("-m", "boot or live_migration"),
    "classes": ("-m", "boot or live_migration"),
    "changed-hosts": ("-m", "boot or live_migration", "--changed-host=c"),
}


@pytest.mark.parametrize("strategy", CHAINS)
def test_no_chain_ever_runs_on_two_workers(suite_run: MakeSuiteRun, strategy: str) -> None:
    run = suite_run("a", "b", "c")
    run.add_to_conftest(_WHO_RAN_WHAT)
    run("-n2", f"--strategy={strategy}", *CHAINS[strategy])
    _expect_each_chain_on_one_worker(run)


def _expect_each_chain_on_one_worker(run: SuiteRun) -> None:
    """Of a run with workers that has said who ran what."""
    chains = json.loads((run.results / "plan.json").read_text())
    workers: dict[str, set[str]] = {}
    for line in (run.directory / "ran").read_text().splitlines():
        worker, test = line.split(" ", 1)
        workers.setdefault(chains[test], set()).add(worker)
    assert set(workers) == set(chains.values())
    assert [chain for chain, by in workers.items() if len(by) > 1] == []
    assert len(set.union(*workers.values())) > 1, "there was more than one worker that could have got it wrong"


_WHO_RAN_WHAT = """
import os

def pytest_runtest_setup(item):
    with (item.config.rootpath / "ran").open("a") as ran:
        ran.write(os.environ["PYTEST_XDIST_WORKER"] + " " + item.nodeid + "\\n")
"""


def test_all_is_every_ordered_pair(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    run("-m", "live_migration").assert_outcomes(passed=6)
    assert sorted(_pairs(run)) == sorted(f"{one}-to-{other}" for one, other in permutations("abc", 2))
