"""conformance cleanup: remove what a run that was killed has left in a cloud."""

from pathlib import Path

import click
from openstack.connection import Connection

from conformance.model.errors import SuiteFault, UsageProblem
from conformance.run.cleanup import Leftover, sweep
from conformance.run.ledger import Ledger
from conformance.site.cloud import connect

_LEFT = 1
_USAGE = 4


@click.command()
@click.option("--os-cloud", metavar="NAME", required=True, help="The cloud that the runs were on, by its name in clouds.yaml.")
@click.option("--timeout", metavar="SECONDS", type=click.IntRange(min=1), default=120, show_default=True, help="For each thing to be gone.")
@click.argument("run_dirs", metavar="RUN_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def cleanup(context: click.Context, os_cloud: str, timeout: int, run_dirs: tuple[Path, ...]) -> None:
    """Remove what runs have left in a cloud, by the ledgers in their directories (reports/RUN_ID). Nothing else is touched.

    \b
    Exit codes:
      0  nothing is left
      1  something could not be removed; each with a line that says why
      2  the command line is not right
      4  bad input: no such cloud or credentials, or a directory without a ledger; nothing was touched
    """
    try:
        ledgers = [_ledger(run_dir) for run_dir in run_dirs]
        with connect(os_cloud) as conn:
            leftovers = [leftover for ledger in ledgers for leftover in _sweep(conn, ledger, timeout)]
    except UsageProblem as problem:
        click.echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except SuiteFault as fault:
        click.echo(f"error: {fault}", err=True)
        context.exit(_LEFT)
    for leftover in leftovers:
        click.echo(f"left behind: {leftover.entry.kind} {leftover.entry.name}: {leftover.why}", err=True)
    context.exit(_LEFT if leftovers else 0)


def _ledger(run_dir: Path) -> Ledger:
    path = run_dir / "ledger.jsonl"
    if not run_dir.is_dir():
        raise UsageProblem(f"{run_dir}: no such directory; give the directory of a run (reports/RUN_ID)")
    if not path.exists():
        raise UsageProblem(f"{run_dir}: there is no ledger.jsonl in it, so it is not the directory of a run that created anything")
    return Ledger(path)


def _sweep(conn: Connection, ledger: Ledger, budget: float) -> list[Leftover]:
    return sweep(conn, ledger, budget=budget, tell=lambda line: click.echo(f"{ledger.path.parent}: {line}"))
