"""conformance accept: whether a compute host may be enabled."""

from collections.abc import Iterator
from pathlib import Path

import click

from conformance.acceptance.acceptance import Asked
from conformance.acceptance.acceptance import accept as accepted
from conformance.acceptance.record import Acceptance, Answer
from conformance.cli.saying import echo
from conformance.cli.target_options import target_options
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.report.first_page.writing import FILE as PAGE
from conformance.upgrade.told import grouped_lines

_INTERRUPTED = 2
_USAGE = 4
_EXIT_CODES = {Answer.YES: 0, Answer.NO: 1, Answer.UNDECIDED: 3}
_ANSWERS = {
    Answer.YES: "enable: yes",
    Answer.NO: "enable: no, because",
    Answer.UNDECIDED: "enable: undecided, because",
}


@click.command()
@click.argument("host")
@target_options
@click.option("--enable", is_flag=True, help="Enable a host that is disabled for the time of the tests, and disable it again afterwards.")
@click.argument("options", nargs=-1, metavar="[-- PYTEST_OPTIONS...]")
@click.pass_context
def accept(
    context: click.Context,
    host: str,
    os_cloud: str,
    profile: str,
    inventory: Path | None,
    reports: Path,
    enable: bool,
    options: tuple[str, ...],
) -> None:
    """Whether a compute host may be enabled: one verdict - yes, no, and why - for a new host, or one that was repaired.

    HOST is the host of its nova-compute service. Tested are its invariants, compared with those of the other hosts, every operation on
    it, and every pair with it, in both directions. A failure for which the other host of a pair is to blame says nothing of this one.

    A host that is disabled needs --enable: nothing can be started on it otherwise. While it is enabled, the scheduler may place servers of
    others there, too. It is disabled again, with the same reason, when the tests have ended, when they are interrupted, or by `conformance
    clean` after this was killed.

    \b
    Exit codes:
      0  yes
      1  no
      2  the command line is not right, or it was interrupted
      3  undecided: tests broke or did not run, or only other hosts are to blame for what failed
      4  bad input: no such cloud, profile or host; the host cannot be tested as it is; a file cannot be written
    """
    try:
        done = accepted(Asked(host, os_cloud, profile, inventory, reports, enable, options))
    except (UsageProblem, SuiteFault) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except OSError as trouble:
        echo(f"error: {trouble.filename}: {trouble.strerror}", err=True)
        context.exit(_USAGE)
    except KeyboardInterrupt:
        echo(f"interrupted: {host} is as it was", err=True)
        context.exit(_INTERRUPTED)
    for line in _lines(done):
        echo(line)
    context.exit(_EXIT_CODES[done.answer])


def _lines(done: Acceptance) -> Iterator[str]:
    yield f"host {done.host}, {done.tests} test{'' if done.tests == 1 else 's'}: {_ANSWERS[done.answer]}"
    yield from (f"  {line}" for line in grouped_lines(done.against))
    yield from (f"  undecided: {line}" for line in grouped_lines(done.undecided))
    if done.elsewhere:
        yield f"  failures without it in the same run: {done.elsewhere}"
    if done.run:
        yield f"  page: {Path(done.run) / PAGE}"
    if done.answer is Answer.YES:
        yield f"  next: openstack compute service set --enable {done.host} nova-compute"
