"""A night that takes the pairs that were not tested for longest."""

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

PAIRS = ("-m", "live_migration")


def pairs_of(run: SuiteRun, result: pytest.RunResult) -> set[str]:
    assert result.ret == 0
    return {line.split("[")[1].rstrip("]") for line in (run.results / "junit.xml").read_text().split('"') if line.startswith("test_live")}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_nights_go_over_all_pairs_one_after_the_other(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b", "c")
    first = run(*PAIRS, *workers, "--strategy", "rotate", "--sample", "4")
    first.stdout.fnmatch_lines(
        ["*strategy rotate (those that were not tested for longest): 4 pairs in *", "results of pairs: 4 of 6 have one*"]
    )
    before = pairs_of(run, first)
    second = run(*PAIRS, *workers, "--strategy", "rotate", "--sample", "2")
    second.stdout.fnmatch_lines(
        ["results of pairs: 6 of 6 have one, 2 of this run; the oldest is 0.0 days old; 2 more nights of 2 pairs *"]
    )
    after = pairs_of(run, second)
    assert (len(before), len(after), before & after) == (4, 2, set())


def test_the_plan_says_how_many_nights_are_left(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    plan = run(*PAIRS, "--strategy", "rotate", "--sample", "4", "--plan")
    plan.stdout.fnmatch_lines(["results of pairs: 0 of 6 have one; 2 more nights of 4 pairs until all are newer"])


def test_how_much_a_night_takes_must_be_said(suite_run: MakeSuiteRun) -> None:
    refused = suite_run("a", "b")("--strategy", "rotate")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*--strategy rotate wants to know how much: give --max-minutes MINUTES, or --sample PAIRS*"])
