"""conformance run: the suites over a cloud, from a clone or from where the package is installed."""

import os
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from conformance.cli.saying import echo
from conformance.cli.starting.completion import complete_cloud, complete_profile
from conformance.installation import SUITES
from conformance.run.pytest_command import pytest_command

_USAGE = 4

_SUITES = ("cloud", "hosts", "instances")


@click.command()
@click.option("--os-cloud", metavar="NAME", envvar="OS_CLOUD", shell_complete=complete_cloud, help="The cloud, by its name in clouds.yaml.")
@click.option(
    "--profile",
    metavar="NAME|PATH",
    shell_complete=complete_profile,
    help="How the cloud is deployed: a name in profiles/, or a YAML file; `conformance init` writes one.",
)
@click.option("--inventory", metavar="PATH", type=click.Path(path_type=Path), help="The Ansible inventory of the compute hosts.")
@click.option("--reports", metavar="DIR", type=click.Path(path_type=Path), help="Where runs leave their results; default: reports.")
@click.option(
    "--suite", "suites", type=click.Choice(_SUITES), multiple=True, help="Only this part; may be given more than once. Default: all."
)
@click.argument("options", nargs=-1, metavar="[-- PYTEST_OPTIONS...]")
@click.pass_context
def run(
    context: click.Context,
    os_cloud: str | None,
    profile: str | None,
    inventory: Path | None,
    reports: Path | None,
    suites: tuple[str, ...],
    options: tuple[str, ...],
) -> None:
    """Run the suites: every compute host and every ordered pair. What is after `--` goes to pytest: `-- -n 4 --strategy ring`.

    It does what `pytest suites` does in a clone, with the same ids of tests, so that runs of both can be compared. What pytest is
    configured to do in the directory where it is started counts only if it is named: `-- -c pytest.ini`.

    \b
    Exit codes are those of a run (Options and exit codes): 0 passed, 1 failed, 2 interrupted or the command line is not right,
    4 bad input, 5 nothing was tested, 6 something is left.
    """
    if _resumes(options) and context.get_parameter_source("os_cloud") is ParameterSource.ENVIRONMENT:
        # that run knows its cloud
        os_cloud = None
    elif not os_cloud and not _resumes(options):
        echo("error: --os-cloud is missing: give the cloud's name in clouds.yaml, or set OS_CLOUD", err=True)
        context.exit(_USAGE)
    given: list[str] = []
    for name, value in (("--os-cloud", os_cloud), ("--profile", profile), ("--inventory", inventory), ("--reports", reports)):
        given += [name, str(value)] if value else []
    _become([*pytest_command(), *map(str, _places(suites)), *given, *options])


def _places(suites: tuple[str, ...]) -> list[Path]:
    return [SUITES / name for name in suites] or [SUITES]


def _resumes(options: tuple[str, ...]) -> bool:
    return any(word == "--resume" or word.startswith("--resume=") for word in options)


def _become(words: list[str]) -> NoReturn:
    """Pytest in the place of this process, so that Ctrl-C and a pipeline's signals reach it alone."""
    os.execv(words[0], words)  # noqa: S606 - no shell is wanted
