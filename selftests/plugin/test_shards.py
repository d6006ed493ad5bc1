"""One plan, done by several runs that share the hosts."""

import hashlib
import json
import re

import pytest

from conformance.run.coordination import Coordination
from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

HOSTS = ("a", "b", "c", "d")


def _tests(run: SuiteRun) -> list[str]:
    return [test["id"] for test in json.loads((run.results / "run.json").read_text())["tests"]]


@pytest.mark.parametrize("options", [("-m", "live_migration"), ("-n2", "--strategy=ring")], ids=["all", "ring-xdist"])
def test_shards_do_everything_once_between_them_by_one_plan(suite_run: MakeSuiteRun, redis: str, options: tuple[str, ...]) -> None:
    run = suite_run(*HOSTS)
    done: list[str] = []
    marks: set[str] = set()
    for number in (1, 2, 3):
        result = run(f"--shard={number}/3", f"--coordination={redis}", *options)
        assert result.ret == pytest.ExitCode.OK
        done.extend(_tests(run))
        marks.update(re.findall(rf"shard {number}/3 of plan (\w+):", result.stdout.str()))
    run(*options)
    assert sorted(done) == sorted(_tests(run))
    assert len(marks) == 1
    assert run.cloud.servers == {}


def test_a_host_that_another_run_uses_is_waited_for(suite_run: MakeSuiteRun, redis: str) -> None:
    run = suite_run("a", "b")
    run.allow(slot=1)
    # as a run would that calls the cloud by any name
    cloud = hashlib.sha256(f"{run.cloud.url}/identity RegionOne".encode()).hexdigest()[:12]
    with Coordination(redis, "another run", f"conformance-{cloud}.") as another:
        assert another.take("a.in.0")
        result = run("-m", "boot", f"--coordination={redis}")
        result.assert_outcomes(passed=1, errors=1, deselected=10)
        result.stdout.fnmatch_lines(["*a slot for a.in: *taken by other workers, of this run or another*"])
    run("-m", "boot", f"--coordination={redis}").assert_outcomes(passed=2, deselected=10)


WRONG = {
    "--shard 3/2: give I/N": ("--shard=3/2",),
    "--shard one: give I/N": ("--shard=one",),
    "--shard 1/2 wants --coordination": ("--shard=1/2",),
    "--shard 1/2 with --strategy sample wants --seed": ("--shard=1/2", "--coordination=file:///tmp/x", "--strategy=sample"),
    "--coordination redis://127.0.0.1:1: ": ("--coordination=redis://127.0.0.1:1",),
}


@pytest.mark.parametrize("complaint", WRONG)
def test_what_cannot_be_shared_is_said_before_anything_is_created(suite_run: MakeSuiteRun, complaint: str) -> None:
    run = suite_run("a", "b")
    result = run(*WRONG[complaint])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert complaint in result.stderr.str()
    assert [path for method, path, _ in run.cloud.seen if method != "GET" and "/auth/" not in path] == []


def test_the_plan_of_a_shard_is_its_own_part(suite_run: MakeSuiteRun, redis: str) -> None:
    run = suite_run(*HOSTS)
    result = run("--plan", "-m", "live_migration", "--shard=1/2", f"--coordination={redis}")
    result.stdout.fnmatch_lines(["6 tests in 2 lanes: 2 boots, 6 migrations"])
