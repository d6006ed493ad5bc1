"""conformance gate: whether an upgrade may go on."""

from functools import partial
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.target_options import target_options
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.upgrade.gate_file import Gate, Phase, Verdict, gate_directory, read_gate, write_gate
from conformance.upgrade.page import write_page
from conformance.upgrade.phases import Asked, after, before, between
from conformance.upgrade.releases import nova_of
from conformance.upgrade.told import step_lines

_INTERRUPTED = 2
_USAGE = 4
_EXIT_CODES = {Verdict.GO: 0, Verdict.NO_GO: 1, Verdict.UNDECIDED: 3}
_PHASES = {Phase.BEFORE: before, Phase.STEP: between, Phase.AFTER: after}


@click.command()
@click.argument("name")
@click.argument("phase", type=click.Choice([phase.value for phase in Phase]))
@target_options
@click.option(
    "--changed-host", "changed", metavar="NAME", multiple=True, help="step: a host that was upgraded since; several, or as A,B,C."
)
@click.option("--to", metavar="RELEASE", help="before: the release that is upgraded to (2026.2), or its version of Nova (34.0.0).")
@click.option("--run", metavar="RUN", help="Take this run instead of a new one, by its id or directory: before, the newest night's.")
@click.option("--no-canaries", is_flag=True, help="before: start no canaries.")
@click.argument("options", nargs=-1, metavar="[-- PYTEST_OPTIONS...]")
@click.pass_context
def gate(
    context: click.Context,
    name: str,
    phase: str,
    os_cloud: str,
    profile: str,
    inventory: Path | None,
    reports: Path,
    changed: tuple[str, ...],
    to: str | None,
    run: str | None,
    no_canaries: bool,
    options: tuple[str, ...],
) -> None:
    """Whether an upgrade may go on: one verdict - go, no-go, and why - before it, after each batch of hosts, and after it.

    NAME names the upgrade; what its steps saw is kept in REPORTS/gates/NAME, also for steps that are jobs of their own on other machines.

    \b
    before  the suites, which must pass; canaries on every host; Placement's inventories and versions are kept
    step    canaries; live and cold migration over every pair with a --changed-host, both ways, and what is done on that host
    after   canaries; the suites again, compared with `before`; no host, version pin or check of `nova-status` left behind

    A step can be run again, and then replaces the verdict. What failed before the upgrade, and fails for the same cause, is no reason
    against it.

    \b
    Exit codes:
      0  go
      1  no-go
      2  the command line is not right, or it was interrupted
      3  undecided: tests broke or did not run, so that neither can be told
      4  bad input: no such cloud, profile, run or gate; a file cannot be written
    """
    try:
        directory = gate_directory(reports, name)
        known = read_gate(directory) or Gate(name=name, cloud=os_cloud)
        _check(known, Phase(phase), os_cloud, changed, to)
        asked = Asked(
            cloud=os_cloud,
            profile=profile,
            inventory=inventory,
            reports=reports,
            changed=tuple(host for one in changed for host in one.split(",") if host),
            options=options,
            run=run,
            canaries=not no_canaries,
        )
        done = _PHASES[Phase(phase)](
            known.model_copy(update={"to": nova_of(to) if to else known.to}), asked, partial(write_gate, directory=directory)
        )
        write_gate(done, directory)
        page = write_page(done, directory)
    except (UsageProblem, SuiteFault) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except OSError as trouble:
        echo(f"error: {trouble.filename}: {trouble.strerror}", err=True)
        context.exit(_USAGE)
    except KeyboardInterrupt:
        echo("interrupted: what this step started has ended; run the step again", err=True)
        context.exit(_INTERRUPTED)
    for line in step_lines(done, done.steps[-1]):
        echo(line)
    echo(f"  page: {page}")
    context.exit(_EXIT_CODES[done.steps[-1].verdict])


def _check(known: Gate, phase: Phase, cloud: str, changed: tuple[str, ...], to: str | None) -> None:
    """:raises UsageProblem: the options do not go together, or with the gate"""
    if known.cloud != cloud:
        raise UsageProblem(f"gate {known.name} is of cloud {known.cloud}, not of {cloud}: give another name")
    if phase is Phase.STEP and not changed:
        raise UsageProblem("step wants the hosts that were upgraded: give --changed-host NAME")
    if phase is not Phase.STEP and changed:
        raise UsageProblem(f"--changed-host goes with step, not with {phase}")
    if phase is not Phase.BEFORE and to:
        raise UsageProblem(f"--to goes with before, not with {phase}")
    if phase is not Phase.BEFORE and known.last(Phase.BEFORE) is None:
        raise UsageProblem(f"gate {known.name} has seen nothing before the upgrade: `conformance gate {known.name} before` comes first")
