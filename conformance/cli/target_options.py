"""Options that several commands have: where results are, and, of commands that start runs of the suites, the cloud."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from conformance.cli.starting.completion import complete_cloud, complete_profile


def reports_option(told: str = "Where runs leave their results.") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The directory of runs, as an option of a command. told: its help."""
    return click.option("--reports", metavar="DIR", type=click.Path(path_type=Path), default=Path("reports"), show_default=True, help=told)


_OPTIONS = (
    click.option(
        "--os-cloud",
        metavar="NAME",
        required=True,
        envvar="OS_CLOUD",
        shell_complete=complete_cloud,
        help="The cloud, by its name in clouds.yaml.",
    ),
    click.option(
        "--profile",
        metavar="NAME|PATH",
        required=True,
        shell_complete=complete_profile,
        help="How the cloud is deployed: a name in profiles/, or a YAML file.",
    ),
    click.option("--inventory", metavar="PATH", type=click.Path(path_type=Path), help="The Ansible inventory of the compute hosts."),
    reports_option(),
)


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name a cloud, and where results are."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
