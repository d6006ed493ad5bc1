"""conformance report: the pages of a run, made again of what it has saved."""

from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.target_options import reports_option
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.report.allure.config import Ended, ReportedOn, write_config
from conformance.report.allure.history import with_own_history
from conformance.report.allure.html import allure_command, write_page
from conformance.report.compare.files import run_of
from conformance.report.first_page.writing import first_page
from conformance.report.run_file import RunFile, TestOutcome
from conformance.run.kept_target import run_directory
from conformance.run_dir.ownership import foreign_run

_INCOMPLETE = 1
_USAGE = 4


@click.command()
@reports_option()
@click.argument("run")
@click.pass_context
def report(context: click.Context, reports: Path, run: str) -> None:
    """Make index.html and report.html of RUN again, of what the run has saved: run.json, allure-results, history.jsonl, comparison.json.

    RUN is the id of a run in --reports, or the path of its directory, wherever it was copied to. Nothing but these pages, allurerc.mjs
    and history.jsonl in that directory is written.

    \b
    Exit codes:
      0  both pages are made
      1  one of them is not, and why
      2  the command line is not right
      4  the run does not exist or cannot be read, or somebody else can have written what is in its directory
    """
    try:
        directory = _own_directory(run, reports)
        content = run_of(f"{directory}/", reports)
        troubles = _make(directory, content)
    except (UsageProblem, SuiteFault, OSError) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    for line in troubles:
        echo(line, err=True)
    context.exit(_INCOMPLETE if troubles else 0)


def _own_directory(run: str, reports: Path) -> Path:
    """:raises UsageProblem: there is none, or it is not the user's own: what Allure reads can name programs for it to run"""
    directory = run_directory(run, reports)
    if why := foreign_run(directory):
        raise UsageProblem(f"{why}. Make it your own, if you trust it (chown, chmod)")
    return directory


def _make(directory: Path, run: RunFile) -> list[str]:
    """The report first: the first page leads into it. Tells what could not be made."""
    failed = any(test.fails_the_run or test.outcome is TestOutcome.BROKEN for test in run.tests)
    ended = Ended(exit_code=int(failed), results=sum(1 for test in run.tests if test.known is None))
    write_config(directory, ReportedOn(run.cloud, run.hosts, run.host_versions), load_taxonomy(), ended)
    command = allure_command()
    page, trouble = with_own_history(directory, run.started, lambda: write_page(directory, command))
    first, trouble_of_first = first_page(run, directory)
    for name, path in (("report", page), ("open first", first)):
        if path:
            echo(f"{name}: {path}")
    return [line for line in (trouble, trouble_of_first) if line]
