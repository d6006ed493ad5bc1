"""python -m lab.chaos: kill runs of the suites, or inject faults into the APIs that they use. The lab must be up."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.chaos.api_faults import run_through
from lab.chaos.kills import Kill, kill_often
from lab.chaos.proxy import FaultPlan
from lab.errors import in_one_line
from lab.layout import default_layout
from lab.nodes.node import running_nodes
from lab.suite.runner import SuiteRunner

_SHOWN_TESTS = ("failed", "broken")


@dataclass(frozen=True)
class Chaos:
    """How the suites are run: by which runner, with which words for pytest."""

    runner: SuiteRunner
    words: tuple[str, ...]


@click.group(epilog="Exit codes: 0 nothing was left and no test failed; 1 something was left, or a test failed; 2 wrong usage.")
@click.option(
    "--directory", type=click.Path(path_type=Path), default=Path("reports/chaos"), show_default=True, help="For the runs' results."
)
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1), help="Workers of each run.")
@click.pass_context
def main(context: click.Context, directory: Path, workers: int) -> None:
    """Kill runs, or inject API faults, and see that nothing is left and no test fails."""
    layout = default_layout()
    if not running_nodes(layout):
        raise click.ClickException("the lab is down: python -m lab up")
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(layout.access / "clouds.yaml")
    directory.mkdir(parents=True, exist_ok=True)
    context.obj = Chaos(SuiteRunner(layout, directory.absolute()), ("suites/instances", "-n", str(workers)))


@main.command()
@click.option("--times", default=10, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--span", default=60.0, show_default=True, help="Seconds after a run first asked for anything, within which it is killed.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def kills(chaos: Chaos, times: int, seed: int, span: float, arguments: tuple[str, ...]) -> None:
    """kill -9 runs (ARGUMENTS: more for pytest) at random moments; each is followed by `conformance clean`, which must leave nothing."""
    done = kill_often(chaos.runner, times, seed, span, lambda kill: click.echo(_told(kill)), (*chaos.words, *arguments))
    table = Table("after (s)", "killed", "servers then", "clean (s)", "exit code", "left", title=f"{times} x kill -9, seed {seed}")
    for kill in done:
        table.add_row(f"{kill.after:.1f}", kill.whom, _words(kill.seen), f"{kill.cleaned:.1f}", str(kill.status), _words(kill.left))
    Console().print(table)
    sys.exit(0 if all(kill.well for kill in done) else 1)


def _told(kill: Kill) -> str:
    verdict = "nothing is left" if kill.well else f"LEFT: {_words(kill.left)}; exit code {kill.status}:\n{kill.said}"
    return f"killed ({kill.whom}) after {kill.after:.1f} s, servers: {_words(kill.seen)}; clean took {kill.cleaned:.1f} s: {verdict}"


@main.command("api-faults")
@click.option("--seed", default=1, show_default=True)
@click.option("--errors", default=FaultPlan.errors, show_default=True, help="Part of requests answered 429, 502, 503 or 504.")
@click.option("--resets", default=FaultPlan.resets, show_default=True, help="Part of requests whose connection is dropped.")
@click.option("--delays", default=FaultPlan.delays, show_default=True, help="Part of requests that wait.")
@click.option("--seconds", default=FaultPlan.seconds, show_default=True, help="How long those wait.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def api_faults(chaos: Chaos, seed: int, errors: float, resets: float, delays: float, seconds: float, arguments: tuple[str, ...]) -> None:
    """Run the suites (ARGUMENTS: more for pytest) through a proxy that injects API faults; every test must pass."""
    with in_one_line():
        run = run_through(chaos.runner, FaultPlan(errors, resets, delays, seconds), seed, (*chaos.words, *arguments))
    tests = run.run.get("tests", [])
    click.echo(f"exit code {run.status}; {len(tests)} tests; left: {_words(run.left)}")
    for test in tests:
        if test["outcome"] in _SHOWN_TESTS:
            click.echo(f"{test['outcome'].upper()} {test['id']}: {test['seen'] or test['reason']}")
    done = _words([f"{count} x {what}" for what, count in sorted(run.tally.done.items())])
    click.echo(f"the proxy: {run.tally.requests} requests; {done}")
    click.echo(f"the suite asked again: {run.run.get('api')}")
    sys.exit(0 if run.well and tests else 1)


def _words(parts: Sequence[str]) -> str:
    """The parts, or that there are none."""
    return ", ".join(parts) or "nothing"


if __name__ == "__main__":
    main()
