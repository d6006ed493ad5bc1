"""The lab that is measured."""

import os

import click

from lab.layout import CONTROL, Layout, default_layout
from lab.nodes.node import running_nodes


def lab_in_hand(at_least: int, start: str) -> tuple[Layout, list[str]]:
    """The lab that runs, and its compute hosts; from here on this process, and those that it starts, read its clouds.yaml.

    :param start: the command that brings up one to measure
    :raises click.ClickException: there is none, or it has fewer hosts
    """
    layout = default_layout()
    hosts = sorted(node.name for node in running_nodes(layout) if node.name != CONTROL)
    if len(hosts) < at_least:
        raise click.ClickException(f"the lab is down, or has fewer than {at_least} hosts: {start}")
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(layout.access / "clouds.yaml")
    return layout, hosts
