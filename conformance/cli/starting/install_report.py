"""conformance install-report: the report generator, for environments that are no clone."""

import shutil
import subprocess
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.report.allure.generator import GENERATOR, MOST_SECONDS, generator_directory, install, why_no_node

_FAILED = 1


@click.command("install-report")
@click.option(
    "--directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"Where it is put. Runs find it in the default place, or where the environment variable {GENERATOR} says.",
)
@click.pass_context
def install_report(context: click.Context, directory: Path | None) -> None:
    """Install the generator of the Allure report, by `npm ci` with the versions and hashes that come with the suite.

    It needs Node.js 20 or newer with npm: of the system, or of the extra `report` (pip install 'openstack-host-conformance[report]').
    The registry of npm is the user's own (`npm config set registry URL`, or .npmrc). Without it, a run has index.html, run.json and
    junit.xml, and no report.html; `conformance report RUN` makes that later.

    \b
    Exit codes:
      0  it is installed
      1  it is not, and why
      2  the command line is not right
    """
    place = directory or generator_directory()
    if why := why_no_node():
        echo(f"error: {why}", err=True)
        context.exit(_FAILED)
    try:
        trouble = install(place)
    except subprocess.TimeoutExpired:
        trouble = f"npm did not end within {MOST_SECONDS:.0f} s"
    except (OSError, shutil.Error) as error:
        trouble = str(error)
    if trouble:
        echo(f"error: the report generator is not installed: {trouble}", err=True)
        context.exit(_FAILED)
    echo(f"report generator: {place}")
    if directory is not None and directory.resolve() != generator_directory().resolve():
        echo(f"runs find it with {GENERATOR}={directory.resolve()}")
