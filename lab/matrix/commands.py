"""`python -m lab matrix`."""

import click

from lab.errors import in_one_line
from lab.layout import default_layout
from lab.matrix.allure import write_allure
from lab.matrix.corpus import keep_evidence
from lab.matrix.page import PAGE, page
from lab.matrix.replay import judge_again
from lab.matrix.store import REPORTS, store_of
from lab.matrix.whole import Wanted, current_trials, whole_matrix


@click.group("matrix", invoke_without_command=True)
@click.option("--only", default="", metavar="NAME,...", help="These faults alone.")
@click.option("--resume", default=None, metavar="RUN", help="Go on with a run of the matrix that was cut short: its directory's name.")
@click.option("--quick", is_flag=True, help="Without the healthy run after each fault: to work on a fault, not to count it.")
@click.pass_context
def matrix_command(context: click.Context, only: str, resume: str | None, quick: bool) -> None:
    """Inject every fault, run the suite's own test of the operation that meets it, and compare the verdict with what must come out."""
    if context.invoked_subcommand:
        return
    wanted = Wanted(frozenset(name for name in only.split(",") if name), resume, quick)
    with in_one_line():
        store = whole_matrix(default_layout(), wanted, click.echo)
    results = store.results()
    write_allure(results, store.directory / "allure-results")
    (store.directory / "faults.md").write_text(page([store.directory.name], current_trials()))
    wrong = [result for result in results if not (result.right_with_fault if quick else result.right)]
    for result in wrong:
        click.echo(f"WRONG {result.trial}: {result.got or result.trouble}; recovered: {result.recovered}")
        for report in result.not_violated:
            click.echo(f"  {report}")
    click.echo(f"{len(results) - len(wrong)} of {len(results)} right: {store.directory / 'faults.md'}")
    if wrong:
        raise SystemExit(1)


@matrix_command.command("page")
@click.argument("runs", nargs=-1, required=True)
def page_command(runs: tuple[str, ...]) -> None:
    """Make docs/faults.md of RUNS of the matrix: of each trial, the last of them that has it gives the result."""
    with in_one_line():
        PAGE.write_text(page(list(runs), current_trials()))
    click.echo(f"{PAGE}: of {', '.join(str(REPORTS / run) for run in runs)}")


@matrix_command.command("again")
@click.argument("run")
def again_command(run: str) -> None:
    """Judge what RUN named wrong again, from its evidence, with the causes as they are now."""
    with in_one_line():
        right = judge_again(store_of(run))
    for result in right:
        click.echo(f"{result.trial}: {result.got}")


@matrix_command.command("corpus")
@click.argument("run")
def corpus_command(run: str) -> None:
    """Keep the evidence of every fault that RUN named right in the self-tests' corpus."""
    with in_one_line():
        kept = keep_evidence(store_of(run))
    click.echo(f"{len(kept)} bundles kept")
