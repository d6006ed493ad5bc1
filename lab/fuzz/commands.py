"""`python -m lab fuzz`."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import click

from conformance.model.operation import OperationKind
from lab.errors import LabError, in_one_line
from lab.faults.operations import TESTS
from lab.fuzz.again import judged_again
from lab.fuzz.definitions import built_in_options, options_in
from lab.fuzz.draw import DrawnTrial, drawn_trials
from lab.fuzz.grammar import FaultKind
from lab.fuzz.page import PAGE, section, tally, with_section
from lab.fuzz.score import DrawnResult
from lab.fuzz.store import REPORTS, DrawnStore, Wanted, new_store, store_of
from lab.fuzz.whole import run_drawn
from lab.layout import default_layout
from lab.matrix.whole import pairs_of

W = TypeVar("W", bound=StrEnum)


def _words(kind: type[W], known: tuple[W, ...]) -> Callable[[click.Context, click.Parameter, str], tuple[W, ...]]:
    def read(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[W, ...]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        wrong = [word for word in words if word not in set(known)]
        if wrong:
            raise click.BadParameter(f"no {', '.join(wrong)}: there are {', '.join(known)}")
        return tuple(kind(word) for word in words) or known

    return read


@click.group("fuzz", invoke_without_command=True)
@click.option("--seed", type=int, default=None, help="The seed of the faults: a seed and a number give the same fault always.")
@click.option("--trials", type=click.IntRange(1), default=None, help="How many trials; with --resume, how many there are to be in all.")
@click.option(
    "--operations",
    default="",
    metavar="NAME,...",
    callback=_words(OperationKind, tuple(TESTS)),
    help="These operations alone; all by default.",
)
@click.option(
    "--only", "kinds", default="", metavar="KIND,...", callback=_words(FaultKind, tuple(FaultKind)), help="These kinds of faults alone."
)
@click.option("--resume", default=None, metavar="RUN", help="Go on with a run that was cut short: its directory's name.")
@click.option("--draw", is_flag=True, help="Print what would be drawn, and do nothing.")
@click.option(
    "--options",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Definitions of options: the options.json of a run. By default the lab's services are asked; with --draw, a few are built in.",
)
@click.pass_context
def fuzz_command(
    context: click.Context,
    seed: int | None,
    trials: int | None,
    operations: tuple[OperationKind, ...],
    kinds: tuple[FaultKind, ...],
    resume: str | None,
    draw: bool,
    options: Path | None,
) -> None:
    """Draw faults, inject each, run the suite's own test of an operation that meets it, and compare its verdict with what was touched."""
    if context.invoked_subcommand:
        return
    with in_one_line():
        if resume:
            store = store_of(resume)
            wanted = store.wanted()
            if trials is not None:
                wanted = wanted.model_copy(update={"trials": trials})
        elif seed is None or trials is None:
            raise click.UsageError("give --seed and --trials, or --resume", context)
        else:
            wanted = Wanted(seed=seed, trials=trials, operations=operations, kinds=kinds)
        if draw:
            kept = options or (store.options if resume and store.options.exists() else None)
            known = options_in(kept) if kept else built_in_options()
            _print(drawn_trials(wanted.seed, wanted.trials, known, wanted.operations, wanted.kinds))
            return
        if resume:
            store.want(wanted)
        else:
            # no run is begun where there is no lab
            pairs_of(default_layout())
            store = new_store(wanted)
        try:
            run_drawn(default_layout(), store, options, click.echo)
        finally:
            _write(store)
    _say(store.run, store.results())


def _print(drawn: list[DrawnTrial]) -> None:
    for trial in drawn:
        when = ", once its server runs" if trial.midway else ""
        click.echo(f"{trial.id}: {trial.fault.does}; {trial.operation} ({trial.part}){when}")
        click.echo(f"  may be called {', '.join(sorted(trial.fault.may_be_called))}")


def _write(store: DrawnStore) -> None:
    (store.directory / "faults-drawn.md").write_text(with_section("# Faults, drawn", section({store.run: store.results()})))


def _say(run: str, results: list[DrawnResult], again: str = "") -> None:
    count = sum(result.score is not None for result in results)
    click.echo(f"{run}: {count} of {len(results)} trials count{again}")
    for line in tally(results):
        click.echo(f"  {line}")


@fuzz_command.command("page")
@click.argument("runs", nargs=-1, required=True)
def page_command(runs: tuple[str, ...]) -> None:
    """Renew the section of docs/faults-drawn.md that is made of RUNS."""
    with in_one_line():
        made = section({run: store_of(run).results() for run in runs})
        if not PAGE.exists():
            raise LabError(f"there is no {PAGE}: run it where the repository is")
        PAGE.write_text(with_section(PAGE.read_text(), made))
    click.echo(f"{PAGE}: of {', '.join(str(REPORTS / run) for run in runs)}")


@fuzz_command.command("again")
@click.argument("run")
def again_command(run: str) -> None:
    """Judge the evidence of RUN with the causes as they are now, and print the score as if it were measured now. Nothing is kept."""
    with in_one_line():
        store = store_of(run)
        before, after = store.results(), judged_again(store)
    for old, new in zip(before, after, strict=True):
        if (old.score, old.said) != (new.score, new.said):
            click.echo(f"{new.trial}: {new.score}: {new.said}; was {old.score}: {old.said}")
    _say(run, after, ", judged again from kept evidence with the causes as they are now: not measured so")
