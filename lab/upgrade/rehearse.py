"""`python -m lab rehearse`: an upgrade through the gate."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.errors import LabError, in_one_line
from lab.layout import default_layout
from lab.upgrade.regression import all_regressions
from lab.upgrade.rehearsal import Rehearsal


@click.command("rehearse")
@click.option("--regressions", "which", default="", metavar="NAME,...|all", help="Provoke these regressions, which the gate must find.")
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1), help="Processes that run tests.")
def rehearse_command(which: str, workers: int) -> None:
    """Upgrade the lab, which is up, to the next release: each step through the suite's gate, with canaries."""
    known = {one.name: one for one in all_regressions()}
    names = list(known) if which == "all" else [name for name in which.split(",") if name]
    reports = Path("reports/upgrades") / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    began = datetime.now(UTC)
    with in_one_line():
        unknown = [name for name in names if name not in known]
        if unknown:
            raise LabError(f"no regression {', '.join(unknown)}: there are {', '.join(known)}")
        rehearsal = Rehearsal(default_layout(), reports.absolute(), click.echo, workers)
        right = rehearsal.go(known[name] for name in names)
    table = Table("part", "right", "verdict", "seconds", "reasons")
    for what, is_right, answer in rehearsal.results:
        reasons = ", ".join(sorted({reason["cause"] or reason["what"][:60] for reason in (*answer.against, *answer.undecided)}))
        table.add_row(what, "yes" if is_right else "NO", answer.verdict, f"{answer.seconds:.0f}", reasons)
    Console().print(table)
    click.echo(f"{(datetime.now(UTC) - began).total_seconds():.0f} s; results: {reports}")
    if not right:
        raise SystemExit(1)
