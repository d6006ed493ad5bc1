"""--plan: what would be run is said, and nothing is done."""

import re

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

HOSTS = ("a", "b", "c")


def _touched(run: SuiteRun) -> list[str]:
    return [f"{method} {path}" for method, path, _ in run.cloud.seen if method != "GET" and "/auth/" not in path]


@pytest.mark.parametrize(
    "more", [(), ("-n3",), ("--strategy=classes",), ("--order=predicted-failures-first",)], ids=["plain", "xdist", "classes", "order"]
)
def test_the_plan_touches_nothing(suite_run: MakeSuiteRun, pytester: pytest.Pytester, more: tuple[str, ...]) -> None:
    run = suite_run(*HOSTS)
    result = run("--plan", *more, tests="suites")
    assert result.ret == pytest.ExitCode.OK
    assert _touched(run) == []
    assert run.cloud.servers == {}
    assert not (pytester.path / "reports").exists()
    result.stdout.no_fnmatch_line("*passed*")


def test_the_plan_is_what_a_run_then_does(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run(*HOSTS)
    planned = run("--plan", "-n2").stdout
    planned.fnmatch_lines(
        [
            "lane-0: 7 tests, 1 boot",
            "  suites/instances/test_boot.py::test_boot?a?  boots",
            "  suites/instances/test_hard_reboot.py::test_hard_reboot?a?",
            "  suites/instances/test_live_migration.py::test_live_migration?a-to-b?",
            "21 tests in 3 lanes: 3 boots, 12 migrations",
            "API calls and minutes: not known, as there is no earlier run of this cloud in --reports",
        ]
    )
    tests = [line.split()[0] for line in planned.lines if line.startswith("  suites/")]
    done = run("-v").stdout
    assert [line.split(" ")[0] for line in done.lines if re.match(r"suites/\S+ PASSED", line)] == tests


def test_earlier_runs_tell_what_it_costs(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run()
    before = len(run.cloud.seen)
    run()
    asked = len(run.cloud.seen) - before
    planned = run("--plan", "-n2").stdout
    planned.fnmatch_lines(["API calls: about *; minutes: about * on 2 workers, by the medians of 2 earlier runs (*)"])
    calls = next(int(found[1]) for line in planned.lines if (found := re.match(r"API calls: about (\d+);", line)))
    # what is asked before and after all tests is no test's
    assert 0.5 * asked < calls < asked


def test_an_operation_that_no_earlier_run_has_done_is_not_made_up(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run("-m", "boot")
    run("--plan").stdout.fnmatch_lines(["without cold-migration, hard-reboot, live-migration, resize: no earlier run has done that"])


def test_other_clouds_runs_tell_nothing(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run("-m", "boot")
    path = run.results / "run.json"
    path.write_text(path.read_text().replace('"cloud": "fake"', '"cloud": "another"'))
    run("--plan").stdout.fnmatch_lines(["API calls and minutes: not known*"])


@pytest.mark.parametrize(
    ("selection", "last"),
    [
        (("-m", "live_migration"), "6 tests in 3 lanes: 3 boots, 6 migrations"),
        (("-k", "a-to-b"), "2 tests in 1 lane: 2 boots, 2 migrations"),
        (("-m", "live_migration", "-k", "a-to-b or b-to-a"), "2 tests in 1 lane: 1 boot, 2 migrations"),
        (("-m", "resize"), "3 tests in 3 lanes: 3 boots, 0 migrations"),
    ],
)
def test_selection_shrinks_the_plan_and_the_rest_of_it_still_works(suite_run: MakeSuiteRun, selection: tuple[str, ...], last: str) -> None:
    run = suite_run(*HOSTS)
    run("--plan", *selection).stdout.fnmatch_lines([last])
    tests = int(last.split()[0])
    result = run(*selection)
    assert result.parseoutcomes()["passed"] == tests


def test_a_node_id_is_a_plan_too(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    one = "suites/instances/test_live_migration.py::test_live_migration[b-to-c]"
    run("--plan", tests=one).stdout.fnmatch_lines(["1 test in 1 lane: 1 boot, 1 migration"])
    run(tests=one).assert_outcomes(passed=1)


def test_a_plan_of_nothing_says_so(suite_run: MakeSuiteRun) -> None:
    assert suite_run(*HOSTS)("--plan", "-k", "nothing").ret == pytest.ExitCode.NO_TESTS_COLLECTED
