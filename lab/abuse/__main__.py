"""python -m lab.abuse: see that runs of the suites bear what may happen to them. The lab must be up."""

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.abuse.kills import Kill, kill_often
from lab.abuse.proxy import Mischief
from lab.abuse.stumbles import run_through
from lab.abuse.suites import Suites, words
from lab.layout import default_layout
from lab.nodes.node import running_nodes

_SHOWN_TESTS = ("failed", "broken")


@click.group(epilog="Exit codes: 0 all was borne; 1 something was left, or a test failed falsely; 2 wrong usage.")
@click.option(
    "--directory", type=click.Path(path_type=Path), default=Path("reports/abuse"), show_default=True, help="For the runs' results."
)
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1), help="Workers of each run.")
@click.pass_context
def main(context: click.Context, directory: Path, workers: int) -> None:
    """Kill runs, or have the API stumble, and see that nothing is left and nothing fails falsely."""
    layout = default_layout()
    if not running_nodes(layout):
        raise click.ClickException("the lab is down: python -m lab up")
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(layout.access / "clouds.yaml")
    directory.mkdir(parents=True, exist_ok=True)
    context.obj = Suites(layout, directory.absolute(), workers)


@main.command()
@click.option("--times", default=10, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--span", default=60.0, show_default=True, help="Seconds after a run first asked for anything, within which it is killed.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def kills(suites: Suites, times: int, seed: int, span: float, arguments: tuple[str, ...]) -> None:
    """kill -9 runs (ARGUMENTS: more for pytest) at random moments; each is followed by `conformance clean`, which must leave nothing."""
    done = kill_often(suites, times, seed, span, lambda kill: click.echo(_told(kill)), *arguments)
    table = Table("after (s)", "killed", "servers then", "clean (s)", "exit code", "left", title=f"{times} x kill -9, seed {seed}")
    for kill in done:
        table.add_row(f"{kill.after:.1f}", kill.whom, words(kill.seen), f"{kill.cleaned:.1f}", str(kill.status), words(kill.left))
    Console().print(table)
    sys.exit(0 if all(kill.well for kill in done) else 1)


def _told(kill: Kill) -> str:
    verdict = "nothing is left" if kill.well else f"LEFT: {words(kill.left)}; exit code {kill.status}:\n{kill.said}"
    return f"killed ({kill.whom}) after {kill.after:.1f} s, servers: {words(kill.seen)}; clean took {kill.cleaned:.1f} s: {verdict}"


@main.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--errors", default=Mischief.errors, show_default=True, help="Part of requests answered 429, 502, 503 or 504.")
@click.option("--resets", default=Mischief.resets, show_default=True, help="Part of requests whose connection is dropped.")
@click.option("--delays", default=Mischief.delays, show_default=True, help="Part of requests that wait.")
@click.option("--seconds", default=Mischief.seconds, show_default=True, help="How long those wait.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def stumbles(suites: Suites, seed: int, errors: float, resets: float, delays: float, seconds: float, arguments: tuple[str, ...]) -> None:
    """Run the suites (ARGUMENTS: more for pytest) through a proxy that stumbles; every test must pass."""
    stumble = run_through(suites, Mischief(errors, resets, delays, seconds), seed, *arguments)
    tests = stumble.run.get("tests", [])
    click.echo(f"exit code {stumble.status}; {len(tests)} tests; left: {words(stumble.left)}")
    for test in tests:
        if test["outcome"] in _SHOWN_TESTS:
            click.echo(f"{test['outcome'].upper()} {test['id']}: {test['seen'] or test['reason']}")
    done = words([f"{count} x {what}" for what, count in sorted(stumble.tally.done.items())])
    click.echo(f"the proxy: {stumble.tally.requests} requests; {done}")
    click.echo(f"the suite bore: {stumble.run.get('api')}")
    sys.exit(0 if stumble.well and tests else 1)


if __name__ == "__main__":
    main()
