"""conformance compare: its exit codes, files and words."""

import json
import shutil
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.report.run_file import RunFile, RunShard, TestOutcome, write_run_file
from selftests.report.compare.runs import failed, record, run

GOOD, BAD = run(record("t"), name="good"), run(failed("t", "disk-full", "a"), name="bad")
ALSO_GOOD, RESUMED = run(record("t"), name="also-good"), run(record("t"), name="resumed", resumed="bad")
PART, BAD_PART = (
    run(test, name=f"part-{test.outcome}", shard=RunShard(numbers=(1,), of=3, plan="p")) for test in (*GOOD.tests, *BAD.tests)
)
ELSEWHERE = run(record("t"), name="elsewhere", cloud="prod")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for one in (GOOD, ALSO_GOOD, BAD, RESUMED, PART, BAD_PART, ELSEWHERE):
        (tmp_path / one.run).mkdir()
        write_run_file(one, tmp_path / one.run)
    return tmp_path


def compare(reports: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["compare", "--reports", str(reports), *arguments])


@pytest.mark.parametrize(
    ("before", "after", "code", "says"),
    [
        (GOOD, ALSO_GOOD, 0, "no regression against good: 1 pass as before\n"),
        (BAD, GOOD, 0, "no regression against bad: 1 fixed\nfixed: t: was disk-full on a\n"),
        (GOOD, BAD, 1, "regression against good: 1 regressed\nregressed: t: disk-full on a, was passed\n"),
        (GOOD, ELSEWHERE, 3, "not comparable with good: the baseline is of cloud lab, this run of prod\n"),
        (GOOD, GOOD, 3, "not comparable with good: they are the same run: give an earlier one of the cloud as the baseline\n"),
        (BAD, RESUMED, 3, "not comparable with bad: this run resumes the baseline, and has its results among its own: give an earlier *"),
        (GOOD, PART, 3, "no regression in what is there, against good: 1 pass as before; of this run, shard 2/3, 3/3 is not there\n"),
        (GOOD, BAD_PART, 1, "regression against good: 1 regressed; of this run, shard 2/3, 3/3 is not there\n*"),
    ],
)
def test_the_exit_code_says_what_came_of_it(reports: Path, before: RunFile, after: RunFile, code: int, says: str) -> None:
    done = compare(reports, before.run, after.run)
    assert done.exit_code == code
    assert fnmatchcase(done.stdout, says)


@pytest.mark.parametrize("copy", ["latest", "copied"])
def test_a_run_is_known_again_under_another_name(reports: Path, copy: str) -> None:
    (reports / "latest").symlink_to("good")
    shutil.copytree(reports / "good", reports / "copied")
    done = compare(reports, copy, "good", "--json", str(reports / "c.json"))
    assert done.exit_code == 3
    assert json.loads((reports / "c.json").read_text())["incomparable"].startswith("they are the same run")


def test_json_and_markdown_are_written_where_they_are_wanted(reports: Path) -> None:
    done = compare(
        reports, "good", str(reports / "bad" / "run.json"), "--json", str(reports / "c.json"), "--markdown", str(reports / "c.md")
    )
    assert done.exit_code == 1
    (test,) = json.loads((reports / "c.json").read_text())["tests"]
    assert (test["became"], test["after"]["outcome"], test["after"]["cause"]) == ("regressed", TestOutcome.FAILED, "disk-full")
    assert "| t | passed | disk-full on a |" in (reports / "c.md").read_text()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such file. Give the id of a run in "),
        ("", "is no run.json of this release: Invalid JSON"),
        ('{"version": 2}', "is no run.json of this release: version: Input should be 1"),
        ("[" * 100_000, "is no run.json of this release: "),
    ],
)
def test_what_is_no_run_is_one_line_and_exit_code_4(reports: Path, content: str | None, says: str) -> None:
    if content is not None:
        (reports / "odd").mkdir()
        (reports / "odd" / "run.json").write_text(content)
    done = compare(reports, "good", "odd")
    assert (done.exit_code, done.stdout) == (4, "")
    assert done.stderr.startswith("error: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_cannot_be_written_is_one_line(reports: Path) -> None:
    done = compare(reports, "good", "bad", "--json", str(reports / "no" / "c.json"))
    assert done.exit_code == 4
    assert done.stderr == f"error: {reports}/no/c.json: cannot be written (No such file or directory)\n"
