"""One plan, done by several runs that share the hosts."""

import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conformance.coordination.coordination import Coordination
from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

HOSTS = ("a", "b", "c")


def _cloud(run: SuiteRun) -> str:
    """As it is for runs that call it by any name."""
    return hashlib.sha256(f"{run.cloud.url}/identity RegionOne".encode()).hexdigest()[:12]


def _tests(run: SuiteRun) -> list[str]:
    return [test["id"] for test in json.loads((run.results / "run.json").read_text())["tests"]]


@pytest.mark.parametrize("options", [("-m", "live_migration"), ("-n2", "--strategy=ring")], ids=["all", "ring-xdist"])
def test_shards_do_everything_once_between_them_by_one_plan(suite_run: MakeSuiteRun, redis: str, options: tuple[str, ...]) -> None:
    run = suite_run(*HOSTS)
    done: list[str] = []
    marks: set[str] = set()
    parts: list[str] = []
    for number in (1, 2):
        result = run(f"--shard={number}/2", f"--coordination={redis}", *options)
        assert result.ret == pytest.ExitCode.OK
        done.extend(_tests(run))
        parts.append(run.results.name)
        marks.update(re.findall(rf"shard {number}/2 of plan (\w+):", result.stdout.str()))
    whole = run(*(option for option in options if option != "-n2"), "--baseline", ",".join(parts))
    whole.stdout.fnmatch_lines([f"no regression against {','.join(parts)}: {len(done)} pass as before"])
    assert sorted(done) == sorted(_tests(run))
    assert len(marks) == 1
    assert run.cloud.servers == {}


def test_a_host_that_another_run_uses_is_waited_for(suite_run: MakeSuiteRun, redis: str) -> None:
    run = suite_run("a", "b")
    run.allow(slot=1)
    with Coordination(redis, "another run", f"conformance-{_cloud(run)}.") as another:
        assert another.take("a.in.0")
        result = run("-m", "boot", f"--coordination={redis}")
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(["*a slot for a.in: *taken by other workers, of this run or another*"])
    run("-m", "boot", f"--coordination={redis}").assert_outcomes(passed=2)


def _said(run: SuiteRun, url: str) -> dict[str, Any]:
    """What the shards at work say of their plans, as soon as there is one."""
    with Coordination(url, "who looks", f"conformance-{_cloud(run)}.") as looking:
        until = time.monotonic() + 60
        while not (said := looking.members("shards")):
            assert time.monotonic() < until
            time.sleep(0.05)
        return said


OTHERS = {
    ("--shard=2/3", "-m", "live_migration", "-k", "not nothing"): "parts (here 3, there 2)",
    ("--shard=2/2", "-m", "cold_migration", "-k", "not nothing"): "-m (here cold_migration, there live_migration)",
    ("--shard=2/2", "-m", "live_migration"): "-k (here nothing, there not nothing)",
    ("--shard=2/2", "-m", "live_migration", "-k", "not nothing", "--deny=a"): "hosts (here b, c, there a)",
    ("--shard=2/2", "-m", "live_migration", "-k", "not nothing", "--strategy=ring"): "--strategy (here strategy ring, there strategy all)",
}


def test_a_shard_of_another_plan_than_those_at_work_does_not_begin(suite_run: MakeSuiteRun, tmp_path: Path) -> None:
    run, url = suite_run(*HOSTS), f"file://{tmp_path}/shared"
    same = ("-m", "live_migration", "-k", "not nothing")
    run.cloud.faults["live-holds"] = ""
    run.allow(live_migration=120)
    first = run.start("--shard=1/2", f"--coordination={url}", *same)
    at_work = next(iter(_said(run, url))).removesuffix("-controller")
    for options, differs in OTHERS.items():
        asked = len(run.cloud.bodies)
        result = run(*options, f"--coordination={url}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        (line,) = [line for line in result.errlines if line.startswith("ERROR")]
        assert f"run {at_work}, a shard that is running" in line
        assert f"has another plan, of other {differs}. Give all parts the same" in line
        made = [body["server"]["name"] for _, body in run.cloud.bodies[asked:] if "server" in body]
        assert all(at_work in server for server in made)
    run.cloud.faults.clear()
    assert run("--shard=2/2", f"--coordination={url}", *same).ret == pytest.ExitCode.OK
    assert first.end()[0] == pytest.ExitCode.OK
    # who has ended binds nobody
    assert run("--shard=2/3", f"--coordination={url}", "-m", "boot").ret == pytest.ExitCode.OK


@pytest.fixture(params=["file", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a coordination service, on this machine or networked, where who does not say that it lives is gone after 2 s."""
    place = f"file://{tmp_path}" if request.param == "file" else request.getfixturevalue("redis")
    return f"{place}?timeout=2"


def test_a_shard_that_was_killed_binds_nobody_for_long(url: str) -> None:
    code = "import sys, time; from conformance.coordination.coordination import Coordination;"
    code += "c = Coordination(sys.argv[1], 'killed'); c.join('shards', {'hosts': ['a']}); print('joined', flush=True); time.sleep(600)"
    with Coordination(url, "other") as other:
        killed = subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE)
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"joined\n"
        assert other.members("shards") == {"killed": {"hosts": ["a"]}}
        killed.kill()
        killed.communicate()
        until = time.monotonic() + 60
        while other.members("shards"):
            assert time.monotonic() < until
            time.sleep(0.5)


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
    run = suite_run(*HOSTS, "d")
    result = run("--plan", "-m", "live_migration", "--shard=1/2", f"--coordination={redis}")
    result.stdout.fnmatch_lines(["6 tests in 2 lanes: 2 boots, 6 migrations"])
