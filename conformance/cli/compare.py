"""conformance compare: what changed between two runs of a cloud."""

from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.target_options import reports_option
from conformance.model.errors import UsageProblem
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.files import compared, run_of, write_json, write_markdown
from conformance.report.compare.told import comparison_lines

_REGRESSION = 1
_NOT_COMPARABLE = 3
_USAGE = 4


@click.command()
@reports_option("Where runs left their results: those named by their ids, and those from which the noise of durations is learned.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Also write the comparison as JSON.")
@click.option(
    "--markdown", "markdown_file", metavar="FILE", type=click.Path(path_type=Path), help="Also write it as Markdown, for a merge request."
)
@click.argument("baseline")
@click.argument("run")
@click.pass_context
def compare(context: click.Context, reports: Path, json_file: Path | None, markdown_file: Path | None, baseline: str, run: str) -> None:
    """Compare RUN with BASELINE, an earlier run of the same cloud: what regressed, what is fixed, what is slower, what changed beside it.

    Each is the id of a run in --reports, the path of its directory, or that of its run.json, wherever it was copied to. Of a run
    in shards, all are given: with commas between, or as a directory that has a directory with a run.json for each.

    \b
    Exit codes:
      0  no regression: no test that passed fails
      1  regression
      2  the command line is not right
      3  not comparable: the same run, another cloud, no host or no test in common;
         or no regression in what is there, and a shard of one of the runs is not there
      4  a run does not exist, cannot be read or is no shard of the others' plan, or a file cannot be written
    """
    try:
        found = compared(run_of(baseline, reports), run_of(run, reports), reports)
        if json_file:
            write_json(found, json_file)
        if markdown_file:
            write_markdown(found, markdown_file)
    except UsageProblem as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except OSError as trouble:
        echo(f"error: {trouble.filename}: cannot be written ({trouble.strerror})", err=True)
        context.exit(_USAGE)
    for line in comparison_lines(found):
        echo(line)
    context.exit(_exit_code(found))


def _exit_code(found: Comparison) -> int:
    if found.incomparable:
        return _NOT_COMPARABLE
    if found.is_regression:
        return _REGRESSION
    return _NOT_COMPARABLE if found.incomplete else 0
