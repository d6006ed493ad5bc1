"""The lab's command line."""

import os
import subprocess
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.access.files import profile_of
from lab.errors import LabError, in_one_line
from lab.faults.commands import fault_command
from lab.figures import note_start, operations, starts
from lab.fuzz.commands import fuzz_command
from lab.installed.releases import NEWEST, RELEASES
from lab.invariants.commands import invariants_command
from lab.layout import MAX_HOSTS, Shape, default_layout
from lab.lifecycle import StartProgress, down, up
from lab.matrix.commands import matrix_command
from lab.nodes.memory import proportional_memory
from lab.nodes.node import Node, running_nodes
from lab.shapes.deployment import manager_of
from lab.upgrade.commands import upgrade_command
from lab.upgrade.rehearse import rehearse_command

EXIT_CODES = "Exit codes: 0 done; 1 something failed, said in one line with its log; 2 wrong usage."


@click.group(epilog=EXIT_CODES)
def main() -> None:
    """A real OpenStack on this machine, with several compute hosts: a cloud for the suites to meet like any other."""


main.add_command(fault_command)
main.add_command(matrix_command)
main.add_command(fuzz_command)
main.add_command(invariants_command)
main.add_command(upgrade_command)
main.add_command(rehearse_command)


@main.command("up")
@click.option("--hosts", default=3, show_default=True, type=click.IntRange(1, MAX_HOSTS), help="How many compute hosts.")
@click.option(
    "--fake-hosts", is_flag=True, help="Fake compute hosts (Nova's fake virt driver): no guests, to measure the suite with many hosts."
)
@click.option(
    "--release", type=click.Choice(RELEASES), help=f"Of OpenStack. Default: that of the control plane that runs, else {NEWEST}, the newest."
)
@click.option(
    "--shape",
    type=click.Choice([shape.value for shape in Shape]),
    help="How services are deployed: programs of supervisord (the default), or containers as Kolla-Ansible has them.",
)
@click.option(
    "--tls/--no-tls", default=None, help="APIs behind https, libvirt and live migrations over TLS. Default: as the control plane that runs."
)
def up_command(hosts: int, fake_hosts: bool, release: str | None, shape: str | None, tls: bool | None) -> None:
    """Bring the lab up, or what is missing of it."""
    if os.geteuid() != 0:
        raise click.ClickException("the lab makes network namespaces and runs hypervisors: run it as root")
    progress = StartProgress(click.echo)
    layout = default_layout()
    with in_one_line():
        start = up(layout, hosts, progress, release=release, fake=fake_hosts, shape=Shape(shape) if shape else None, tls=tls)
        if not fake_hosts:
            note_start(layout, hosts, start, progress.elapsed)
    click.echo(f"[{progress.elapsed:5.1f} s] up: {hosts} compute hosts")
    click.echo(f"  export OS_CLIENT_CONFIG_FILE={layout.access / 'clouds.yaml'} OS_CLOUD=lab")
    profile = profile_of(layout)
    click.echo(f"  pytest suites --os-cloud lab --profile {profile} --inventory {layout.access / 'inventory.ini'}")


@main.command("down")
def down_command() -> None:
    """End everything that belongs to the lab, whatever state it is in. What does not change between starts is kept."""
    with in_one_line():
        down(default_layout())


@main.command()
def status() -> None:
    """Show every node with its programs, and the memory that the lab takes."""
    with in_one_line():
        nodes = running_nodes(default_layout())
        if not nodes:
            click.echo("down")
            return
        table = Table("node", "address", "memory (MiB)", "programs")
        total = 0
        for node in nodes:
            memory = proportional_memory(node)
            total += memory
            table.add_row(node.name, str(node.layout.address(node.name)), f"{memory / 2**20:.0f}", _programs(node))
        Console().print(table)
        click.echo(f"memory: {total / 2**30:.2f} GiB (proportional set size of every process of the lab)")


def _programs(node: Node) -> str:
    if node.first_process() is None:
        return "[red]does not run"
    states = manager_of(node).states()
    trouble = [f"[red]{name} {state}" for name, state in states.items() if state != "RUNNING"]
    return ", ".join([f"{len(states) - len(trouble)} of {len(states)} run", *trouble])


@main.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("host")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def shell(host: str, command: tuple[str, ...]) -> None:
    """Run a command inside HOST, or a shell when none is given."""
    with in_one_line():
        inside = _node(host).inside(command or ["/bin/bash", "-l"])
    sys.exit(subprocess.call(inside, env=os.environ | {"HOME": "/root"}))


@main.command()
@click.argument("host")
@click.argument("service")
@click.option("--follow", "-f", is_flag=True, help="Go on as the log grows.")
@click.option("--lines", "-n", default=40, show_default=True, help="How many lines from its end.")
def logs(host: str, service: str, follow: bool, lines: int) -> None:
    """Show the log of SERVICE on HOST."""
    with in_one_line():
        log = _log(_node(host), service)
        if not log.exists():
            raise LabError(f"{host}: {service} has not logged anything")
    sys.exit(subprocess.call(["tail", "-n", str(lines), *(["-F"] if follow else []), log]))


@main.command()
@click.argument("run_directory", default="reports/latest", type=click.Path(path_type=Path))
def figures(run_directory: Path) -> None:
    """How long the last starts took, and each kind of operation in a run of the suites (default: reports/latest)."""
    with in_one_line():
        console = Console()
        console.print(starts(default_layout()))
        console.print(operations(run_directory))


@main.command()
@click.argument("host")
@click.argument("service")
def restart(host: str, service: str) -> None:
    """Restart SERVICE on HOST, and wait until it runs."""
    with in_one_line():
        node = _node(host)
        _log(node, service)
        manager_of(node).restart(service)


def _node(name: str) -> Node:
    nodes = {node.name: node for node in running_nodes(default_layout())}
    if name not in nodes:
        raise LabError(f"no host {name}: " + (f"there are {', '.join(nodes)}" if nodes else "the lab is down"))
    return nodes[name]


def _log(node: Node, service: str) -> Path:
    logs = manager_of(node).logs()
    if service not in logs:
        raise LabError(f"{node.name} has no service {service}: there are {', '.join(sorted(logs))}")
    return node.file(logs[service])
