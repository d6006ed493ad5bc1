"""The lab's command line."""

import os
import subprocess
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.access.files import profile_of
from lab.access.metadata import check_metadata
from lab.errors import LabError, in_one_line
from lab.faults.commands import fault_command
from lab.figures import note_start, operations, starts
from lab.fuzz.commands import fuzz_command
from lab.installed.releases import NEWEST, RELEASES
from lab.invariants.commands import invariants_command
from lab.layout import CONTROL, MAX_HOSTS, NetworkBackend, Shape, Storage, default_layout, is_compute
from lab.lifecycle import StartProgress, down, up
from lab.matrix.commands import matrix_command
from lab.nodes.memory import proportional_memory
from lab.nodes.node import Node, running_nodes
from lab.services.administrator import connect_to
from lab.services.files import debian_of_node, network_of
from lab.shapes.deployment import manager_of
from lab.suite.predictions import predictions_command
from lab.upgrade.commands import upgrade_command
from lab.upgrade.rehearse import rehearse_command
from lab.wanted import Wanted

EXIT_CODES = "Exit codes: 0 done; 1 something failed, said in one line with its log; 2 wrong usage."


@click.group(epilog=EXIT_CODES)
def main() -> None:
    """A real OpenStack on this machine, with several compute hosts: a cloud for the suites to meet like any other."""


main.add_command(fault_command)
main.add_command(matrix_command)
main.add_command(fuzz_command)
main.add_command(invariants_command)
main.add_command(predictions_command)
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
    help="How services are deployed: programs of supervisord (the default), containers as Kolla-Ansible has them, or units "
    "as Debian's packages have them.",
)
@click.option(
    "--network",
    type=click.Choice([backend.value for backend in NetworkBackend]),
    help="What plugs guests' ports: Neutron's Open vSwitch agents (the default), or OVN.",
)
@click.option(
    "--tls/--no-tls", default=None, help="APIs behind https, libvirt and live migrations over TLS. Default: as the control plane that runs."
)
@click.option(
    "--debian13",
    metavar="HOST,...|all",
    help="Hosts whose root is Debian 13 (QEMU 10, libvirt 11), on a machine of Debian 12; or all nodes. Default: as they run.",
)
@click.option(
    "--storage",
    type=click.Choice([storage.value for storage in Storage]),
    help="Where disks are: in files of the hosts, without volumes (the default); instances and volumes in Ceph; volumes alone in Ceph. "
    "`make ceph` installs what the latter two need.",
)
def up_command(
    hosts: int,
    fake_hosts: bool,
    release: str | None,
    shape: str | None,
    network: str | None,
    tls: bool | None,
    debian13: str | None,
    storage: str | None,
) -> None:
    """Bring the lab up, or what is missing of it."""
    if os.geteuid() != 0:
        raise click.ClickException("the lab makes network namespaces and runs hypervisors: run it as root")
    progress = StartProgress(click.echo)
    layout = default_layout()
    with in_one_line():
        backend = NetworkBackend(network) if network else None
        named = frozenset(debian13.split(",")) if debian13 is not None else None
        wanted = Wanted(release, Shape(shape) if shape else None, backend, tls, fake_hosts, named, Storage(storage) if storage else None)
        start = up(layout, hosts, progress, wanted)
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
def metadata() -> None:
    """Boot a guest without a config drive on each host, and see that it reads its metadata over the network (with --network ovn)."""
    layout = default_layout()
    with in_one_line():
        hosts = [node.name for node in running_nodes(layout) if is_compute(node.name)]
        if not hosts:
            raise LabError("no compute host runs: `python -m lab up --network ovn` starts some")
        if network_of(_node(CONTROL)) is not NetworkBackend.OVN:
            raise LabError("this lab has no metadata service: `python -m lab down`, then `python -m lab up --network ovn`")
        check_metadata(connect_to(layout), hosts, click.echo)


@main.command()
def status() -> None:
    """Show every node with its programs, and the memory that the lab takes."""
    with in_one_line():
        nodes = running_nodes(default_layout())
        if not nodes:
            click.echo("down")
            return
        table = Table("node", "Debian", "address", "memory (MiB)", "programs")
        total = 0
        for node in nodes:
            memory = proportional_memory(node)
            total += memory
            table.add_row(node.name, debian_of_node(node), str(node.layout.address(node.name)), f"{memory / 2**20:.0f}", _programs(node))
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
        node = _node(host)
        _check_service(node, service)
        command = node.inside(manager_of(node).log_command(service, lines=lines, follow=follow))
    sys.exit(subprocess.call(command))


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
        _check_service(node, service)
        manager_of(node).restart(service)


def _node(name: str) -> Node:
    nodes = {node.name: node for node in running_nodes(default_layout())}
    if name not in nodes:
        raise LabError(f"no host {name}: " + (f"there are {', '.join(nodes)}" if nodes else "the lab is down"))
    return nodes[name]


def _check_service(node: Node, service: str) -> None:
    known = manager_of(node).states()
    if service not in known:
        raise LabError(f"{node.name} has no service {service}: there are {', '.join(sorted(known))}")
