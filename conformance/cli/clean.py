"""conformance clean: remove what runs have left in a cloud."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
from openstack.connection import Connection

from conformance.cli.saying import echo
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.site import FILE as SITE
from conformance.model.site import Site
from conformance.run.alive import CONTROLLER, living
from conformance.run.cleanup import sweep, would_remove
from conformance.run.invocation import Invocation, invocation_of, run_directory
from conformance.run.leaks import Places, find_leaks, places_of
from conformance.run.ledger import FILE, Ledger
from conformance.run.nova import Refused
from conformance.run.wait import Seen, TimedOut, wait_until
from conformance.site.cloud import connect
from conformance.site.hosts import Hosts
from conformance.site.inventory import read_inventory
from conformance.site.profile import load_profile

LEFT = 6
_USAGE = 4

_WORKERS_END = 90.0
"""Seconds in which the workers of a run that was killed end: they finish what they are at."""


@click.command()
@click.option("--os-cloud", metavar="NAME", help="The cloud, by its name in clouds.yaml; by default, each run's own.")
@click.option("--run", "runs", metavar="ID", multiple=True, help="Only this run, by its id or its directory; may be given several times.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option(
    "--reports",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Where runs leave their results.",
)
@click.option("--timeout", metavar="SECONDS", type=click.IntRange(min=1), default=120, show_default=True, help="For each thing to be gone.")
@click.pass_context
def clean(context: click.Context, os_cloud: str | None, runs: tuple[str, ...], dry_run: bool, reports: Path, timeout: int) -> None:
    """Remove what runs have left in a cloud, after kill -9, a loss of power or of the API: by their ledgers, and nothing else.

    Then it is looked whether anything of them is left anywhere: servers, ports, volumes, images, flavors, keypairs, server groups,
    security groups, Placement's allocations, domains and directories on the hosts. Runs that still go on are left alone.

    \b
    Exit codes:
      0  nothing is left; with --dry-run: it was said what would be removed
      2  the command line is not right
      4  bad input: no such run, cloud or credentials, or a run that still goes on; nothing of it was touched
      6  something is left, or could not be looked at; each with a line that says why
    """
    try:
        directories = [run_directory(run, reports) for run in runs] or list(_with_something_left(reports))
        if not directories:
            echo(f"no run in {reports} has left anything")
        left = [line for directory in directories for line in _clean(directory, os_cloud, dry_run, timeout, asked_for=bool(runs))]
    except UsageProblem as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except (SuiteFault, Refused) as fault:
        echo(f"error: {fault}", err=True)
        context.exit(LEFT)
    for line in left:
        echo(f"left behind: {line}", err=True)
    context.exit(LEFT if left else 0)


def _with_something_left(reports: Path) -> Iterator[Path]:
    for ledger in sorted(reports.glob(f"*/{FILE}")):
        if not ledger.parent.is_symlink() and Ledger(ledger).left():
            yield ledger.parent.resolve()


def _clean(run_dir: Path, os_cloud: str | None, dry_run: bool, budget: float, *, asked_for: bool) -> list[str]:
    """What is left of the run when all was done that can be, a line each."""
    run, ledger = run_dir.name, Ledger(run_dir / FILE)
    invocation = invocation_of(run_dir)
    cloud = os_cloud or invocation.cloud
    if not ledger.path.exists():
        echo(f"{run}: has created nothing")
        return []
    if CONTROLLER in living(run_dir):
        if asked_for:
            raise UsageProblem(f"run {run} still goes on: end it first (Ctrl-C), it removes what it created")
        echo(f"{run}: still goes on, and is left alone")
        return []
    with ExitStack() as stack:
        conn = stack.enter_context(connect(cloud))
        if dry_run:
            would = list(would_remove(conn, ledger))
            for line in would:
                echo(f"{run}: would remove {line}")
            if not would:
                echo(f"{run}: there is nothing to remove")
            return []
        _let_workers_end(run_dir)
        leftovers = sweep(conn, ledger, budget=budget, tell=lambda line: echo(f"{run}: {line}"))
        left = [f"{one.entry.kind} {one.entry.name}: {one.why}" for one in leftovers]
        if not left:
            leaks = find_leaks(ledger, _places(conn, invocation, run_dir, stack))
            left = leaks.left + [f"perhaps, as it could not be looked at: {line}" for line in leaks.unseen]
    if not left:
        echo(f"{run}: nothing is left")
    return left


def _let_workers_end(run_dir: Path) -> None:
    """:raises SuiteFault: a worker of the killed run still acts"""

    def look() -> Seen[None]:
        alive = living(run_dir)
        return Seen(not alive, f"still there: {', '.join(alive)}", None)

    if not living(run_dir):
        return
    echo(f"{run_dir.name}: its workers are still ending")
    try:
        wait_until("the end of the run's workers", look, _WORKERS_END)
    except TimedOut as spent:
        raise SuiteFault(f"{run_dir.name}: {spent}. End them, and clean again") from spent


def _places(conn: Connection, invocation: Invocation, run_dir: Path, stack: ExitStack) -> Places:
    """Where to look for leaks: on the hosts, too, if the run's profile and inventory are still there."""
    try:
        profile = load_profile(invocation.profile)
        inventory = read_inventory(invocation.inventory, profile.hosts.group)
        site = Site.model_validate_json((run_dir / SITE).read_text())
    except (UsageProblem, OSError, ValueError) as trouble:
        echo(f"{run_dir.name}: hosts are not looked at: {trouble}", err=True)
        return Places(conn)
    hosts = stack.enter_context(Hosts(profile, inventory))
    return places_of(conn, hosts, profile, site, run_dir)
