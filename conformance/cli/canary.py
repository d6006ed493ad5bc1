"""conformance canary: guests that live through an upgrade."""

import subprocess
import sys
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.target_options import reports_option, target_options
from conformance.config.profile import load_profile
from conformance.model.errors import UsageProblem
from conformance.report.compare.files import run_of
from conformance.run.place import new_place
from conformance.upgrade.canary_set import CanarySet, begin, only_set, sets_in
from conformance.upgrade.outages import Outages
from conformance.upgrade.reasons import not_looked_at
from conformance.upgrade.suites import CANARIES, run_suites, target_arguments
from conformance.upgrade.watching import start_watching, stop_watching

_USAGE = 4

_SET = click.option("--canaries", metavar="ID", help="Which canaries, by their id or directory, where there are several.")


@click.group()
def canary() -> None:
    """Guests that are started on every compute host before an upgrade, live through it, and are looked at after each of its steps.

    A watcher, which is a process of its own, asks each of them four times a second whether it answers, and writes down outages. Canaries
    stay until `conformance canary stop`: neither the end of a run nor `conformance clean` removes them, unless it is given their id.

    \b
    Exit codes of each command:
      0  all is well
      1  a canary could not be started, is not as it was, or could not be looked at
      2  the command line is not right
      4  bad input: no such cloud, profile or canaries
      6  stop: something is left; each with a line that says why
    """


@canary.command()
@target_options
@_SET
@click.option("--no-watch", is_flag=True, help="Do not start the watcher.")
@click.argument("options", nargs=-1, metavar="[-- PYTEST_OPTIONS...]")
@click.pass_context
def start(
    context: click.Context,
    os_cloud: str,
    profile: str,
    inventory: Path | None,
    reports: Path,
    canaries: str | None,
    no_watch: bool,
    options: tuple[str, ...],
) -> None:
    """Start a canary on every compute host; with --canaries, on those that have none yet."""
    try:
        guest = load_profile(profile).guest
        found = only_set(reports, canaries) if canaries else begin(new_place(reports).run_dir)
    except UsageProblem as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    given = [*target_arguments(os_cloud, profile, inventory, reports), *options]
    code = run_suites(CANARIES / "test_start.py", "--canaries", found.directory, options=given).exit_code
    if not found.ledger.ever():
        _forget(found)
        context.exit(code or 1)
    watched = not no_watch and start_watching(found, guest)
    echo(f"canaries {found.id}: {len(found.known())} started, {'' if watched else 'not '}watched; `conformance canary stop` removes them")
    context.exit(code)


@canary.command()
@target_options
@_SET
@click.argument("options", nargs=-1, metavar="[-- PYTEST_OPTIONS...]")
@click.pass_context
def check(
    context: click.Context,
    os_cloud: str,
    profile: str,
    inventory: Path | None,
    reports: Path,
    canaries: str | None,
    options: tuple[str, ...],
) -> None:
    """See that every canary is as it was: the same boot, memory and disk intact, on one host, and no outage longer than the limit."""
    found = _found(context, reports, canaries)
    given = [*target_arguments(os_cloud, profile, inventory, reports), *options]
    ran = run_suites(CANARIES / "test_lives.py", "--canaries", found.directory, options=given)
    try:
        passed_over = not_looked_at(found.known(), run_of(str(ran.directory), reports)) if ran.ended else []
    except UsageProblem as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    for reason in passed_over:
        echo(f"{reason.where}: {reason.what}", err=True)
    for host in sorted(found.known()):
        for outage in Outages(found.directory).of(host):
            echo(f"{host}: no answer for {outage.seconds:.1f} s, from {outage.since:%H:%M:%S} UTC on{'' if outage.over else ', not over'}")
    echo(f"canaries {found.id}: watched for {Outages(found.directory).watched_seconds():.0f} s")
    context.exit(ran.exit_code or int(bool(passed_over)))


@canary.command("list")
@reports_option()
def list_canaries(reports: Path) -> None:
    """Show the canaries that there are."""
    for found in sets_in(reports):
        for host, one in sorted(found.known().items()):
            echo(f"{found.id}: {one.instance.name}, started on {host} at {one.started:%Y-%m-%d %H:%M:%S} UTC")


@canary.command()
@reports_option()
@click.option(
    "--inventory", metavar="PATH", type=click.Path(path_type=Path), help="The inventory of the hosts to look at; default: as started."
)
@_SET
@click.pass_context
def stop(context: click.Context, reports: Path, inventory: Path | None, canaries: str | None) -> None:
    """Stop watching the canaries and remove them, as `conformance clean` does."""
    found = _found(context, reports, canaries)
    stop_watching(found)
    words = [sys.executable, "-m", "conformance.cli", "clean", "--run", str(found.directory)]
    words += ["--inventory", str(inventory)] if inventory else []
    code = subprocess.run(words, check=False).returncode
    if not found.ledger.left():
        found.forget()
    context.exit(code)


def _found(context: click.Context, reports: Path, name: str | None) -> CanarySet:
    try:
        return only_set(reports, name)
    except UsageProblem as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)


def _forget(canaries: CanarySet) -> None:
    """A set of which nothing was asked of the cloud."""
    for path in canaries.directory.iterdir():
        path.unlink()
    canaries.directory.rmdir()
