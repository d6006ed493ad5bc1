"""`python -m lab upgrade`: control, a compute host, finish."""

from concurrent.futures import ThreadPoolExecutor

import click

from lab.errors import LabError, in_one_line
from lab.installed.releases import RELEASES, next_of
from lab.layout import CONTROL, Layout, NetworkBackend, default_layout
from lab.lifecycle import StartProgress
from lab.nodes.node import Node, running_nodes
from lab.services.files import network_of, release_of
from lab.upgrade.compute import restart_compute, upgrade_compute
from lab.upgrade.control import finish, upgrade_control

FINISH = "finish"


@click.command("upgrade")
@click.argument("what")
@click.option("--kill", is_flag=True, help="A compute host: do not give nova-compute the time to finish what it is doing.")
def upgrade_command(what: str, kill: bool) -> None:
    """Upgrade WHAT of the lab: `control` to the next release, then each compute host by its name, then `finish`."""
    progress = StartProgress(click.echo)
    with in_one_line():
        release = upgrade_part(default_layout(), what, progress, kill=kill)
    click.echo(f"[{progress.elapsed:5.1f} s] {what}: {release}")


def upgrade_part(layout: Layout, what: str, progress: StartProgress, *, kill: bool = False) -> str:
    """Upgrade a part of the lab.

    :param what: control, the name of a compute host, or finish
    :returns: the release that it is of now
    :raises LabError: there is no such part, it is not its turn, or a step failed
    """
    nodes = {node.name: node for node in running_nodes(layout)}
    if CONTROL not in nodes:
        raise LabError(f"the lab is down: `python -m lab up --release {RELEASES[-2]}` first")
    if network_of(nodes[CONTROL]) is not NetworkBackend.OPENVSWITCH:
        raise LabError("a lab with OVN is not upgraded: `python -m lab down`, then `up` without --network ovn")
    release = release_of(nodes[CONTROL])
    if what == CONTROL:
        _refuse_mixed(nodes, release)
        release = next_of(release)
        upgrade_control(layout, release, progress)
    elif what == FINISH:
        _refuse_mixed(nodes, release)
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda name: restart_compute(layout, name), sorted(set(nodes) - {CONTROL})))
        finish(layout, release, progress)
    elif what in nodes:
        upgrade_compute(layout, what, progress, kill=kill)
    else:
        raise LabError(f"no host {what}: there are {', '.join(nodes)}; or say {FINISH}")
    return release


def _refuse_mixed(nodes: dict[str, Node], release: str) -> None:
    """:raises LabError: a compute host is of another release than the control plane"""
    others = [f"{name} is of {release_of(node)}" for name, node in nodes.items() if release_of(node) != release]
    if others:
        raise LabError(f"the control plane is of {release}, {'; '.join(others)}: `python -m lab upgrade HOST` first")
