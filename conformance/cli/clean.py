"""conformance clean: remove what runs have left in a cloud."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click
from openstack.connection import Connection

from conformance.acceptance.acceptance import disable_again, is_going_on
from conformance.acceptance.record import Acceptance, enabled_for_tests
from conformance.cleanup.cleanup import said, sweep, would_remove
from conformance.cleanup.leaks import Places, find_leaks, places_of
from conformance.cli.runs import with_something_left
from conformance.cli.saying import echo
from conformance.cli.target_options import reports_option
from conformance.cloud.connection import connect
from conformance.cloud.wait import LastSeen, TimedOut, wait_until
from conformance.input.files import read_bytes
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.site import FILE as SITE
from conformance.model.site import LARGEST, Site
from conformance.run.kept_target import KeptTarget, kept_target, restored, run_directory
from conformance.run_dir.alive import CONTROLLER, living
from conformance.run_dir.ledger import FILE, Ledger
from conformance.run_dir.ownership import foreign_run
from conformance.target import Access
from conformance.transport.sockets import has_sockets, remove_sockets

LEFT = 6
_USAGE = 4

_WORKERS_END = 90.0
"""Seconds in which the workers of a run that was killed end: they finish what they are at."""


@dataclass(frozen=True)
class _CleanOptions:
    """What the command line says. budget: seconds for each thing to be gone; by_name: whether runs were named, or all are meant."""

    cloud: str | None
    dry_run: bool
    budget: float
    by_name: bool
    inventory: Path | None
    profile: str | None


@click.command()
@click.option("--os-cloud", metavar="NAME", help="The cloud, by its name in clouds.yaml; by default, each run's own.")
@click.option("--run", "runs", metavar="ID", multiple=True, help="Only this run, by its id or its directory; may be given several times.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@reports_option()
@click.option("--timeout", metavar="SECONDS", type=click.IntRange(min=1), default=120, show_default=True, help="For each thing to be gone.")
@click.option(
    "--inventory",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The inventory of the hosts to look at; by default, what each run itself used.",
)
@click.option("--profile", metavar="PROFILE", help="The profile, by name or path; by default, what each run itself used.")
@click.pass_context
def clean(
    context: click.Context,
    os_cloud: str | None,
    runs: tuple[str, ...],
    dry_run: bool,
    reports: Path,
    timeout: int,
    inventory: Path | None,
    profile: str | None,
) -> None:
    """Remove what runs have left in a cloud, after kill -9, a loss of power or of the API: what their ledgers have, and nothing else.

    A ledger is believed only of what its run creates: servers and a security group under the run's names, which the cloud has marked as of
    this run. Directories of runs that are links, belong to somebody else, or can be written by others are refused.

    A host that `conformance accept` has enabled and, as it was killed, not disabled again, is disabled.

    Then the cloud and the hosts are searched for what is left of them: servers, ports, volumes, images, flavors, keypairs, server groups,
    security groups, Placement's allocations, domains and directories on the hosts. Runs that are still running are skipped.

    \b
    Exit codes:
      0  nothing is left; with --dry-run: what would be removed was printed
      2  the command line is not right
      4  bad input: no such run, cloud or credentials, or a run that is still running or is not yours; nothing of it was touched
      6  something is left, could not be looked at, or was refused; each with a line that says why. It comes before 4
    """
    asked = _CleanOptions(os_cloud, dry_run, timeout, bool(runs), inventory, profile)
    try:
        directories = [run_directory(run, reports) for run in runs] or list(with_something_left(reports))
        _remove_sockets(directories if runs else sorted(reports.glob("*")))
    except (UsageProblem, OSError) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    statuses = [_exit_code(directory, asked) for directory in directories]
    if not runs:
        statuses += [_disable_again(path, known, dry_run=dry_run) for path, known in enabled_for_tests(reports)]
    if not statuses:
        echo(f"no run in {reports} has left anything")
    context.exit(max(statuses, default=0))


def _disable_again(path: Path, known: Acceptance, *, dry_run: bool) -> int:
    """Disable a host that was enabled for its acceptance, which was killed. Whatever goes wrong is said."""
    host = f"host {known.host} of cloud {known.cloud}"
    if is_going_on(path):
        echo(f"{host}: its acceptance is still running, skipped")
        return 0
    if dry_run:
        echo(f"{host}: would be disabled again, as it was before its acceptance")
        return 0
    why = foreign_run(path.parent)
    if why:
        echo(f"error: {path.parent}: {host} is not looked at: {why}. Make it your own, if you trust it (chown, chmod)", err=True)
        return LEFT
    try:
        with connect(known.cloud) as conn:
            disable_again(conn, path, known.host)
    except (UsageProblem, SuiteFault, OSError) as trouble:
        command = f"openstack compute service set --disable {known.host} nova-compute"
        echo(
            f"left behind: {host} is enabled, and was disabled before its acceptance: {said(trouble)}. Look at it, and: {command}", err=True
        )
        return LEFT
    echo(f"{host}: disabled again, as it was before its acceptance")
    return 0


def _exit_code(run_dir: Path, asked: _CleanOptions) -> int:
    """Clean up after one run. Whatever goes wrong is said; the next run is cleaned up after all the same."""
    try:
        why = foreign_run(run_dir)
        if why:
            echo(f"error: {run_dir.name}: not cleaned: {why}. Make it your own, if you trust it (chown, chmod)", err=True)
            return _USAGE if asked.by_name else LEFT
        left = _clean(run_dir, asked)
    except UsageProblem as problem:
        echo(f"error: {run_dir.name}: {problem}", err=True)
        return _USAGE
    except Exception as trouble:  # noqa: BLE001 - whatever the cloud or a file of the run says: it is said, and the next run is cleaned
        echo(f"error: {run_dir.name}: {said(trouble)}", err=True)
        return LEFT
    for line in left:
        echo(f"left behind: {line}", err=True)
    return LEFT if left else 0


def _remove_sockets(run_dirs: Iterable[Path]) -> None:
    """Those of SSH connections that killed processes kept; none of a run that still goes on."""
    for run_dir in run_dirs:
        if not run_dir.is_symlink() and has_sockets(run_dir.name) and not living(run_dir):
            remove_sockets(run_dir.name)


def _clean(run_dir: Path, asked: _CleanOptions) -> list[str]:
    """What is left of the run when all was done that can be, a line each."""
    run, ledger = run_dir.name, Ledger(run_dir / FILE)
    kept = _kept(run_dir, asked)
    cloud = asked.cloud or kept.cloud
    if not ledger.path.exists():
        echo(f"{run}: has created nothing")
        return []
    if CONTROLLER in living(run_dir):
        if asked.by_name:
            raise UsageProblem("it is still running: stop it first (Ctrl-C); it removes what it created")
        echo(f"{run}: still running, skipped")
        return []
    refused = [f"perhaps: {ledger.path} {line}" for line in ledger.refused()]
    with ExitStack() as stack:
        conn = stack.enter_context(connect(cloud))
        if asked.dry_run:
            would = list(would_remove(conn, ledger))
            for line in would:
                echo(f"{run}: would remove {line}")
            if not would:
                echo(f"{run}: there is nothing to remove")
            return refused
        _let_workers_end(run_dir)
        leftovers = sweep(conn, ledger, budget=asked.budget, tell=lambda line: echo(f"{run}: {line}"))
        left = [f"{one.entry.kind} {one.entry.name}: {one.why}" for one in leftovers]
        if not left:
            places, left = _places(conn, kept, asked, run_dir, stack)
            leaks = find_leaks(ledger, places)
            left = leaks.left + [f"perhaps, as it could not be looked at: {line}" for line in (*left, *leaks.unseen)]
    left += refused
    if not left:
        echo(f"{run}: nothing is left")
    return left


def _kept(run_dir: Path, asked: _CleanOptions) -> KeptTarget:
    """What the run was started on; of a run of an earlier release, what the command line says.

    :raises UsageProblem: it was not kept, and the command line names no cloud
    """
    try:
        return kept_target(run_dir)
    except UsageProblem:
        if not asked.cloud:
            raise
    return KeptTarget(cloud=asked.cloud, profile_name=asked.profile or "")


def _let_workers_end(run_dir: Path) -> None:
    """:raises SuiteFault: a worker of the killed run still acts"""

    def look() -> LastSeen[None]:
        alive = living(run_dir)
        return LastSeen(not alive, f"still there: {', '.join(alive)}", None)

    if not living(run_dir):
        return
    echo(f"{run_dir.name}: its workers are still ending")
    try:
        wait_until("the end of the run's workers", look, _WORKERS_END)
    except TimedOut as spent:
        raise SuiteFault(f"{spent}. End them, and clean again") from spent


def _places(conn: Connection, kept: KeptTarget, asked: _CleanOptions, run_dir: Path, stack: ExitStack) -> tuple[Places, list[str]]:
    """Where to look for leaks: on the hosts, too, if the run's target can be had; and what cannot be looked at, a line each."""
    try:
        target = restored(kept, profile=asked.profile, inventory=asked.inventory)
    except UsageProblem as problem:
        return Places(conn), [f"hosts: {problem}"]
    try:
        site = Site.model_validate_json(read_bytes(run_dir / SITE, LARGEST))
    except (OSError, ValueError) as trouble:
        echo(f"{run_dir.name}: hosts are not looked at: {trouble}", err=True)
        return Places(conn), []
    hosts = stack.enter_context(target.hosts())
    return places_of(Access(conn, hosts), target.profile, site, run_dir), []
