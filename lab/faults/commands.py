"""`python -m lab fault`."""

import click
from rich.console import Console
from rich.table import Table

from lab.errors import LabError, in_one_line
from lab.faults.fault import FaultPlace
from lab.faults.injection import inject, injected, recover
from lab.faults.registry import fault, faults
from lab.layout import default_layout
from lab.nodes.node import running_nodes


@click.group("fault")
def fault_command() -> None:
    """Break the lab on purpose, and recover it."""


@fault_command.command("list")
def list_command() -> None:
    """Every fault: the cause it provokes, through which operations it shows, and where it is now."""
    there: dict[str, list[str]] = {}
    with in_one_line():
        known = faults()
        for name, host in injected(default_layout()):
            there.setdefault(name, []).append(host)
    table = Table("fault", "what it is", "cause", "shows in", "kind", "now on")
    for one in known:
        shows = ", ".join(f"{showing.operation} ({showing.part})" for showing in one.fault.shows) or "invariants only"
        kind = "recorded" if one.fault.recorded else ("control plane" if one.fault.place is FaultPlace.CONTROL else "real")
        table.add_row(one.name, one.fault.title, one.fault.cause or "", shows, kind, ", ".join(there.get(one.name, ())))
    Console().print(table)


@fault_command.command("inject")
@click.argument("name")
@click.argument("host")
def inject_command(name: str, host: str) -> None:
    """Break HOST with the fault NAME. Twice is the same as once."""
    with in_one_line():
        known = {node.name: node for node in running_nodes(default_layout())}
        if host not in known:
            raise LabError(f"no host {host}: " + (f"there are {', '.join(known)}" if known else "the lab is down"))
        done = inject(fault(name), known[host])
    click.echo(f"{name} is on {host}" if done else f"{name} was on {host} already")


@fault_command.command("recover")
@click.argument("name", required=False)
@click.argument("host", required=False)
def recover_command(name: str | None, host: str | None) -> None:
    """Recover HOST from the fault NAME; without them, everything that is broken, also by a run that was cut short."""
    with in_one_line():
        if name is not None:
            fault(name)
        recovered = recover(default_layout(), name, host)
    for one, where in recovered:
        click.echo(f"{where} is recovered from {one}")
    if not recovered:
        click.echo("nothing to recover")
